package dev.offpeak.simulation.world;

import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.PatchMode;
import dev.offpeak.orchestrator.conductor.Replica;
import dev.offpeak.orchestrator.domain.Caller;
import dev.offpeak.orchestrator.domain.PlatformStop;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.RolloutState;
import dev.offpeak.orchestrator.domain.WithdrawnPatch;
import dev.offpeak.orchestrator.store.Release;
import dev.offpeak.orchestrator.store.Rollout;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** What people do to rollouts and VMs, sensible or not; from the moment of healing on they only put right what is wrong. */
final class Operators {
    private static final Caller SOMEBODY = new Caller("somebody");
    private static final Duration BEFORE_THE_FIRST = Duration.ofHours(1);
    private static final Duration ROUND = Duration.ofHours(3);
    private static final Duration UNTIL_HEALED = Duration.ofDays(7);
    private static final Duration LONGEST_MISCHIEF = Duration.ofDays(2);
    private static final int MOST_ROLLOUTS = 2;

    private final World world;
    private final Timeline timeline;
    private final Faults faults;
    private final Fleets fleets;
    private int published;

    Operators(World world, Fleets fleets) {
        this.world = world;
        this.timeline = world.timeline();
        this.faults = world.faults();
        this.fleets = fleets;
    }

    void begin() {
        timeline.after(BEFORE_THE_FIRST, "publish", () -> publish(fleets.policy()));
        timeline.after(ROUND, "operators", this::round);
        timeline.after(UNTIL_HEALED, "heal", this::heal);
    }

    /** Whether nothing is left that they began. */
    boolean isThrough() {
        return published > 0 && world.database().rollouts().size() == published;
    }

    private void publish(Policy policy) {
        String name = "release " + ++published;
        Instant now = timeline.now();
        Release release = new Release(
                name,
                now,
                now,
                now.plus(policy.deadline()),
                world.seed() + published,
                policy,
                now,
                new UUID(world.seed(), published).toString());
        ask("publish", replica -> replica.control().publish(release, SOMEBODY), Optional::isPresent);
    }

    /** Asks some replica until one has done it: a person who sees no answer asks again. */
    private <T> void ask(String what, Function<Replica, Uni<T>> wish, Function<Optional<T>, Boolean> enough) {
        boolean[] answered = {false};
        world.anyProcess().ifPresent(process -> wish.apply(process.replica())
                .subscribe()
                .with(answer -> answered[0] = enough.apply(Optional.ofNullable(answer)), failure -> {}));
        timeline.after(Duration.ofMinutes(7), what + " asked again", () -> {
            if (!answered[0]) {
                ask(what, wish, enough);
            }
        });
    }

    private void round() {
        timeline.after(ROUND, "operators", this::round);
        if (faults.healed()) {
            putRight();
            return;
        }
        List<Rollout> active = world.database().rollouts().all().stream()
                .filter(rollout -> !rollout.state().isTerminal())
                .toList();
        for (Rollout rollout : active) {
            withRollout(rollout);
        }
        if (published > 0 && published < MOST_ROLLOUTS && faults.strikes(Fault.SECOND_ROLLOUT)) {
            Policy policy = fleets.policy();
            publish(
                    faults.strikes(Fault.LIMITS_LOWERED)
                            ? policy.with()
                                    .maxSubscriptionShare(0.1)
                                    .maxSetShare(0.1)
                                    .build()
                            : policy);
        }
        if (faults.strikes(Fault.EVERYTHING_STOPPED)) {
            PlatformStop stop = new PlatformStop(timeline.now(), "somebody", "to be sure");
            ask("stop", replica -> replica.stop().stop(stop, SOMEBODY), Optional::isPresent);
            timeline.after(timeline.upTo(Duration.ofHours(20)), "release", this::release);
        }
        List<Machine> machines = world.compute().machines().values().stream()
                .filter(one -> !one.deleted)
                .toList();
        if (!machines.isEmpty()) {
            withMachine(machines.get(timeline.random().nextInt(machines.size())));
        }
    }

    private void withRollout(Rollout rollout) {
        if (rollout.state() == RolloutState.HALTED && faults.strikes(Fault.GATE_OVERRULED)) {
            resume(rollout.id());
        } else if (rollout.state() == RolloutState.IN_PROGRESS) {
            if (faults.strikes(Fault.ROLLOUT_PAUSED)) {
                ask("pause", replica -> replica.control().pause(rollout.id(), SOMEBODY), Optional::isPresent);
                timeline.after(timeline.upTo(LONGEST_MISCHIEF), "resume", () -> resume(rollout.id()));
            }
            if (faults.strikes(Fault.PATCH_WITHDRAWN)) {
                WithdrawnPatch patch = new WithdrawnPatch("KB5031364", "breaks printers", timeline.now());
                ask(
                        "withdraw",
                        replica -> replica.control().withdraw(rollout.id(), patch, SOMEBODY),
                        Optional::isPresent);
            }
        }
    }

    private void withMachine(Machine machine) {
        Compute compute = world.compute();
        if (faults.strikes(Fault.VM_DELETED)) {
            compute.delete(machine);
        } else if (faults.strikes(Fault.VM_MOVED)) {
            compute.delete(machine);
            compute.add(fleets.elsewhere(machine));
        } else if (faults.strikes(Fault.VM_JOINS)) {
            compute.add(fleets.newcomer());
        } else if (faults.strikes(Fault.VM_POWERED_OFF)) {
            machine.running = false;
            machine.working = Optional.empty();
            compute.changed(machine);
            compute.health(machine, HealthVerdict.UNKNOWN);
            timeline.after(timeline.upTo(LONGEST_MISCHIEF), "power on", () -> powerOn(machine));
        } else if (machine.mode == PatchMode.AUTOMATIC_BY_PLATFORM && faults.strikes(Fault.PATCH_MODE_CHANGED)) {
            machine.mode = PatchMode.AUTOMATIC_BY_OS;
            compute.changed(machine);
            timeline.after(timeline.upTo(LONGEST_MISCHIEF), "mode back", () -> {
                machine.mode = PatchMode.AUTOMATIC_BY_PLATFORM;
                compute.changed(machine);
            });
        } else if (faults.strikes(Fault.AGENT_SILENT)) {
            machine.agentReady = false;
            compute.changed(machine);
            timeline.after(timeline.upTo(LONGEST_MISCHIEF), "agent back", () -> {
                machine.agentReady = true;
                compute.changed(machine);
            });
        } else if (faults.strikes(Fault.FEATURE_UNREGISTERED)) {
            String subscription = machine.placement.subscriptionId();
            compute.register(subscription, false);
            timeline.after(timeline.upTo(LONGEST_MISCHIEF), "feature back", () -> compute.register(subscription, true));
        }
    }

    private void powerOn(Machine machine) {
        machine.running = true;
        world.compute().changed(machine);
        world.compute().health(machine, HealthVerdict.HEALTHY);
    }

    private void heal() {
        faults.heal();
        release();
    }

    private void putRight() {
        world.database().rollouts().all().stream()
                .filter(rollout -> rollout.state() == RolloutState.HALTED || rollout.state() == RolloutState.PAUSED)
                .map(Rollout::id)
                .toList()
                .forEach(this::resume);
    }

    private void resume(String rolloutId) {
        ask("resume", replica -> replica.control().resume(rolloutId, SOMEBODY), Optional::isPresent);
    }

    private void release() {
        ask("release", replica -> replica.stop().release(SOMEBODY), Optional::isPresent);
    }
}
