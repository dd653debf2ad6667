package dev.offpeak.fleet;

import dev.offpeak.contracts.PowerState;
import dev.offpeak.contracts.agent.PowerReport;

/** Tells compute the power of one VM as its host sees it; only the latest matters, and it is repeated until it is taken. */
final class PowerReports {
    private final World world;
    private final String vmId;
    private final Backoff backoff;
    private PowerReport latest;
    private PowerReport taken;
    private boolean sending;
    private boolean stopped;

    PowerReports(World world, Nature nature, String vmId) {
        this.world = world;
        this.vmId = vmId;
        this.backoff = new Backoff(nature.random("power-backoff", 0));
    }

    /** Saying the same state again changes nothing. */
    void say(PowerState state) {
        if (latest == null || latest.state() != state) {
            latest = new PowerReport(state, world.clock().now());
            send();
        }
    }

    void stop() {
        stopped = true;
    }

    private void send() {
        if (sending || stopped || latest.equals(taken)) {
            return;
        }
        sending = true;
        PowerReport report = latest;
        world.compute().power(vmId, report).whenComplete((nothing, failure) -> {
            sending = false;
            if (failure == null) {
                backoff.succeeded();
                taken = report;
                send();
            } else {
                world.timer().after(backoff.failed(Agent.cause(failure)), this::send);
            }
        });
    }
}
