package dev.offpeak.fleet;

import dev.offpeak.contracts.agent.HeartbeatReceipt;
import java.time.Duration;
import java.time.Instant;

/** Beats as often as it was last asked to, in real time; one heartbeat at a time. */
final class Heartbeats {
    private static final double AT_LEAST_SECONDS = 0.05;

    private final Agent agent;
    private final Backoff backoff;
    private Duration interval = Duration.ofSeconds(60);
    private Timer.Task next = () -> {};
    private Instant last = Instant.MIN;
    private boolean beating;
    private boolean again;

    Heartbeats(Agent agent) {
        this.agent = agent;
        this.backoff = agent.backoff("heartbeat");
    }

    void start() {
        beat();
    }

    /** Beats once now, besides; after a heartbeat under way when there is one. */
    void soon() {
        if (beating) {
            again = true;
        } else {
            beat();
        }
    }

    /** @param seconds real ones between heartbeats from now on */
    void every(double seconds) {
        Duration asked = Duration.ofMillis(Math.round(Math.max(seconds, AT_LEAST_SECONDS) * 1000));
        if (!asked.equals(interval)) {
            interval = asked;
            if (!beating && last.isAfter(Instant.MIN)) {
                scheduleNext();
            }
        }
    }

    private void beat() {
        next.cancel();
        if (beating || !agent.mayCall()) {
            return;
        }
        beating = true;
        last = realNow();
        String credential = agent.credential();
        agent.when(
                agent.guest().world().compute().heartbeat(agent.guest().disk().vmId, credential, agent.heartbeat()),
                this::taken,
                failure -> {
                    beating = false;
                    next = agent.after(backoff.failed(failure), this::beat);
                    agent.noteRefusal(failure, credential);
                });
    }

    private void taken(HeartbeatReceipt receipt) {
        beating = false;
        backoff.succeeded();
        if (!agent.mayTalk()) {
            return;
        }
        if (receipt.rotateCredential()) {
            agent.rotateCredential();
        }
        if (again) {
            again = false;
            beat();
            return;
        }
        agent.healthTaken();
        interval = Duration.ofMillis(Math.round(Math.max(receipt.heartbeatSeconds(), AT_LEAST_SECONDS) * 1000));
        scheduleNext();
    }

    private void scheduleNext() {
        next.cancel();
        Duration left = Duration.between(realNow(), last.plus(interval));
        next = agent.after(left.isNegative() ? Duration.ZERO : left, this::beat);
    }

    private Instant realNow() {
        return agent.guest().world().clock().realNow();
    }
}
