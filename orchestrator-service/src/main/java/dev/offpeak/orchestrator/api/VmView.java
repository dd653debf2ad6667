package dev.offpeak.orchestrator.api;

import dev.offpeak.orchestrator.planner.Delay;
import dev.offpeak.orchestrator.planner.SpreadException;
import dev.offpeak.orchestrator.planner.VmForecast;
import dev.offpeak.orchestrator.store.PlanRows;
import dev.offpeak.orchestrator.store.Rollout;
import dev.offpeak.orchestrator.store.VmStanding;
import dev.offpeak.time.Interval;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Optional;

/**
 * How one VM stands in one rollout. Instants are platform time.
 *
 * @param state Waiting, InFlight, Succeeded, Partial or Failed
 * @param attempts orders that reached compute and were not refused
 * @param needsAttention whether it failed in three tries in a row; it is still tried (rule I6)
 * @param hold why it gets no order now; left out in flight and after success
 * @param hours its off-peak hours, and which policy chose them
 * @param nextWindow its open off-peak window, else the next one; left out when it needs no order
 * @param when the nights in which its turn comes as it looks now; left out when it needs no order, or joined after the plan was made
 * @param spread why more than the policy's share of its subscription is in flight with it; left out when it is not (rule O5)
 * @param criticalAndSecurityPatchCount of the last assessment
 */
@RegisterForReflection
public record VmView(
        String vmId,
        String resourceId,
        String name,
        String subscriptionId,
        String region,
        Optional<String> zone,
        Optional<String> availabilitySetId,
        Optional<Integer> updateDomain,
        int phase,
        int step,
        int batch,
        String state,
        boolean deleted,
        int attempts,
        boolean needsAttention,
        Optional<String> lastActivityId,
        Optional<Instant> lastOrderedAt,
        Optional<String> lastError,
        Optional<HoldView> hold,
        Hours hours,
        Optional<Window> nextWindow,
        Optional<Nights> when,
        Optional<Spread> spread,
        Optional<String> health,
        Optional<Integer> criticalAndSecurityPatchCount,
        Instant changedAt) {
    private static final int ATTENTION = 3;

    /**
     * Its off-peak hours (rule U1).
     *
     * @param start first moment in them, in the time zone
     * @param end first moment after them
     * @param policy that chose them; left out for the platform's default
     * @param scope of that policy
     */
    @RegisterForReflection
    public record Hours(
            LocalTime start, LocalTime end, String timeZone, Optional<String> policy, Optional<String> scope) {
        private static Hours of(VmStanding vm) {
            return new Hours(
                    vm.hours().window().start(),
                    vm.hours().window().end(),
                    vm.hours().zone().getId(),
                    vm.chosenBy().map(VmStanding.ChosenBy::policy),
                    vm.chosenBy().map(VmStanding.ChosenBy::scope));
        }
    }

    /** A span of platform time. */
    @RegisterForReflection
    public record Window(Instant start, Instant end) {}

    /**
     * When its turn comes.
     *
     * @param earliest if everything before it succeeds at the first try
     * @param likely with a night for retries in every phase before it
     */
    @RegisterForReflection
    public record Nights(Window earliest, Window likely) {
        private static Nights of(VmForecast forecast) {
            return new Nights(window(forecast.earliest()), window(forecast.likely()));
        }
    }

    /**
     * Why rule O5 could not be kept.
     *
     * @param reason one word
     * @param sentence what a person reads
     */
    @RegisterForReflection
    public record Spread(String reason, String sentence) {}

    static VmView of(VmStanding vm, Rollout rollout, PlanRows plan, Present present) {
        boolean mayBeOrdered =
                vm.state().wantsOrder() && !vm.deleted() && !rollout.state().isTerminal();
        Interval window = vm.hours().nextAfter(present.at());
        return new VmView(
                vm.slot().vm().value(),
                vm.resourceId(),
                vm.name(),
                vm.placement().subscriptionId(),
                vm.placement().region(),
                Optional.of(vm.placement().zone()).filter(zone -> !zone.equals("-")),
                vm.placement().availabilitySet(),
                vm.placement().updateDomain(),
                vm.slot().phase(),
                vm.slot().step(),
                vm.slot().batch(),
                vm.state().toString(),
                vm.deleted(),
                vm.orders(),
                vm.failedWindows() >= ATTENTION,
                vm.lastActivity(),
                vm.lastOrderedAt(),
                vm.lastError(),
                HoldView.of(vm, rollout, present),
                Hours.of(vm),
                mayBeOrdered ? Optional.of(window(window)) : Optional.empty(),
                mayBeOrdered ? nights(vm, rollout, plan, present.at()) : Optional.empty(),
                vm.outsideSets()
                        .flatMap(vms -> SpreadException.Reason.of(vms, rollout.policy()))
                        .map(reason -> new Spread(reason.toString(), reason.sentence())),
                vm.health(),
                vm.criticalAndSecurity(),
                vm.changedAt());
    }

    private static Optional<Nights> nights(VmStanding vm, Rollout rollout, PlanRows plan, Instant now) {
        return rollout.forecast()
                .flatMap(forecast -> VmForecast.of(vm.slot(), vm.hours(), plan.asPlan(), forecast, rollout.policy())
                        .map(planned -> planned.seenAt(
                                now,
                                Delay.of(vm.slot().phase(), forecast, plan.startedAt(), plan.over(), now),
                                vm.hours(),
                                rollout.policy())))
                .map(Nights::of);
    }

    private static Window window(Interval interval) {
        return new Window(interval.start(), interval.end());
    }
}
