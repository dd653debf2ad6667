package dev.offpeak.simulation.world;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.HealthVerdict;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.PatchInstallationState;
import dev.offpeak.contracts.PatchOperationStatus;
import dev.offpeak.contracts.PatchResult;
import dev.offpeak.contracts.RebootBehavior;
import dev.offpeak.contracts.RebootStatus;
import dev.offpeak.contracts.WireError;
import dev.offpeak.contracts.message.InstallPatches;
import dev.offpeak.contracts.message.InstallationEnded;
import dev.offpeak.contracts.message.InstallationProgressed;
import dev.offpeak.contracts.message.InstallationRefused;
import dev.offpeak.contracts.message.VmHealthObserved;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What guests do with orders, and what compute sees of their health afterwards. How a run goes is decided by its VM and by how many
 * there were before, not by the moment, so that two worlds of one seed can be compared.
 */
final class Guests {
    private static final Duration POLL = Duration.ofMinutes(5);
    private static final Duration LONGEST_RECOVERY = Duration.ofHours(30);
    private static final Duration LONGEST_DELAY = Duration.ofHours(12);

    private final World world;

    Guests(World world) {
        this.world = world;
    }

    void awaitPoll(Machine machine, InstallPatches order) {
        Duration wait = world.faults().strikes(Fault.GUEST_TOO_LATE)
                ? Duration.between(world.timeline().now(), order.notAfter()).plus(POLL)
                : world.timeline().upTo(POLL);
        world.timeline().after(wait, "guest polls", () -> poll(machine, order));
    }

    /** The guest confirms its order before the first patch: fence, cancellation and time are looked at once more. */
    private void poll(Machine machine, InstallPatches order) {
        if (machine.deleted || !machine.running || !machine.goal.equals(Optional.of(order))) {
            return;
        }
        if (!machine.agentReady) {
            world.timeline().after(POLL, "guest polls", () -> poll(machine, order));
        } else if (world.compute().isFenced(order)) {
            machine.goal = Optional.empty();
            world.compute().refuse(order, InstallationRefused.Reason.FENCED);
        } else if (!world.timeline().now().isBefore(order.notAfter())) {
            machine.goal = Optional.empty();
            ended(machine, order, false, List.of(), Optional.of(new WireError("OrderExpired", "came too late")));
            observed(machine, order, machine.health, order.verification());
        } else {
            begin(machine, order);
        }
    }

    private void begin(Machine machine, InstallPatches order) {
        world.begun(machine, order);
        machine.begun.add(order.activityId());
        machine.working = Optional.of(order);
        machine.runs++;
        Instant now = world.timeline().now();
        world.bus()
                .toOrchestrator(new InstallationProgressed(
                        machine.id,
                        order.activityId(),
                        1,
                        now,
                        now,
                        List.of(result(PatchInstallationState.PENDING)),
                        RebootStatus.NOT_NEEDED));
        SplittableRandom course = new SplittableRandom(world.seed() * 31 + machine.id.hashCode() * 17L + machine.runs);
        Duration length = Duration.ofMinutes(10 + course.nextInt(75));
        boolean fits = !now.plus(length).isAfter(order.notAfter());
        Instant end = fits ? now.plus(length) : order.notAfter();
        if (world.faults().strikes(Fault.GUEST_VANISHES)) {
            vanish(machine, order, end);
        } else {
            world.timeline().at(end, "guest ends", () -> end(machine, order, fits));
        }
    }

    /** It goes on to its end, but nobody hears of it; days later its agent is back. */
    private void vanish(Machine machine, InstallPatches order, Instant end) {
        machine.agentReady = false;
        world.compute().changed(machine);
        world.compute().health(machine, HealthVerdict.UNKNOWN);
        world.timeline().at(end, "guest ends unheard", () -> stop(machine, order));
        world.timeline().after(world.timeline().upTo(Duration.ofDays(3)), "guest is back", () -> {
            machine.agentReady = true;
            world.compute().changed(machine);
            world.compute().health(machine, HealthVerdict.HEALTHY);
        });
    }

    /** Answers whether it was still at it. */
    private boolean stop(Machine machine, InstallPatches order) {
        boolean was = machine.working.equals(Optional.of(order));
        if (was) {
            machine.working = Optional.empty();
            machine.goal = Optional.empty();
        }
        return was;
    }

    private void end(Machine machine, InstallPatches order, boolean fits) {
        if (!stop(machine, order) || machine.deleted || !machine.running) {
            return;
        }
        Faults faults = world.faults();
        if (faults.strikes(Fault.GUEST_FAILS)) {
            ended(
                    machine,
                    order,
                    false,
                    List.of(result(PatchInstallationState.FAILED)),
                    Optional.of(new WireError("InstallationFailed", "0x80070005")));
            observed(machine, order, machine.health, order.verification());
            return;
        }
        boolean all = fits && !faults.strikes(Fault.GUEST_LEAVES_PATCHES);
        boolean healthy = !faults.strikes(Fault.GUEST_UNHEALTHY);
        if (all) {
            machine.succeeded.add(order.activityId());
        }
        ended(
                machine,
                order,
                !all,
                List.of(result(all ? PatchInstallationState.INSTALLED : PatchInstallationState.PENDING)),
                Optional.empty());
        if (!healthy) {
            world.compute().health(machine, HealthVerdict.UNHEALTHY);
            world.timeline().after(world.timeline().upTo(LONGEST_RECOVERY), "guest recovers", () -> world.compute()
                    .health(machine, HealthVerdict.HEALTHY));
        }
        if (!faults.strikes(Fault.GUEST_REPORTS_NO_HEALTH)) {
            observed(machine, order, healthy ? HealthVerdict.HEALTHY : HealthVerdict.UNHEALTHY, order.verification());
        }
    }

    private void ended(
            Machine machine,
            InstallPatches order,
            boolean exceeded,
            List<PatchResult> results,
            Optional<WireError> error) {
        InstallationEnded ended = new InstallationEnded(
                machine.id,
                order.activityId(),
                2,
                error.isPresent() ? PatchOperationStatus.FAILED : PatchOperationStatus.SUCCEEDED,
                Optional.of(order.issuedAt()),
                world.timeline().now(),
                results,
                RebootStatus.COMPLETED,
                exceeded,
                Optional.of("boot"),
                error);
        Duration delay = world.faults().strikes(Fault.GUEST_REPORTS_LATE)
                ? world.timeline().upTo(LONGEST_DELAY)
                : Duration.ofSeconds(1);
        world.timeline().after(delay, "guest reports", () -> world.bus().toOrchestrator(ended));
        if (world.faults().strikes(Fault.GUEST_REPORTS_TWICE)) {
            world.timeline().after(world.timeline().upTo(LONGEST_DELAY), "guest reports twice", () -> world.bus()
                    .toOrchestrator(ended));
        }
    }

    private void observed(Machine machine, InstallPatches order, HealthVerdict verdict, Duration after) {
        world.timeline().after(after, "verdict", () -> {
            HealthVerdict seen = machine.deleted || !machine.running ? HealthVerdict.UNKNOWN : verdict;
            machine.verdicts.put(order.activityId(), seen);
            world.bus()
                    .toOrchestrator(new VmHealthObserved(
                            machine.id,
                            order.activityId(),
                            seen,
                            world.timeline().now(),
                            Optional.of("boot"),
                            "watched"));
        });
    }

    private static PatchResult result(PatchInstallationState state) {
        return new PatchResult(
                new Patch(
                        "update-1",
                        "Security update",
                        Optional.empty(),
                        Optional.of("5031364"),
                        List.of(Classification.SECURITY),
                        RebootBehavior.ALWAYS_REQUIRES_REBOOT,
                        Optional.empty()),
                state);
    }
}
