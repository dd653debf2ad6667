package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.contracts.Classification;
import dev.offpeak.orchestrator.domain.AutomaticWithdrawal;
import dev.offpeak.orchestrator.domain.Exclusion;
import dev.offpeak.orchestrator.domain.InvalidPolicy;
import dev.offpeak.orchestrator.domain.Pace;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.Ring;
import dev.offpeak.regions.RegionCatalog;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How carefully a release is carried out; what is left out is the default. Durations are ISO 8601.
 *
 * @param phases how many phases there should be at least, 1 to 60; the planner chooses when it is left out
 * @param bakeTime between the starts of two phases, default PT24H (rule O9)
 * @param maxFailedShare share of failed VMs that is tolerated, 0 to 1, default 0.2 (rule O9)
 * @param runLength how long one order may run, at most PT3H55M, the default (rule I3)
 * @param installBudget what an installation is expected to need, default PT1H30M
 * @param verification how long health must stay good afterwards, default PT30M (rule O3)
 * @param maxSubscriptionShare of a subscription's VMs outside sets in a region at once, default 0.2 (rule O5)
 * @param maxSetShare of an availability set at once, at most 0.2, the default (rule O6)
 * @param canaryRegions where to begin; default the catalogue's canaries
 * @param rebootAllowance after an order's end, before a silent guest's order is ended by name, default PT10M (rule O7)
 * @param zeroDay whether to finish as early as all rules allow: what is left out is then the default of a zero-day, which does not bake
 * @param pace Careful, the default, or Shortest: what to do with the time until the deadline
 * @param rings subscription id to ring, Early, Default or Late, for VMs whose tag {@code offpeak-ring} names none (rule U3)
 * @param classifications Critical, Security or both, the default (rule I1)
 * @param exclusions patches that are not installed, with reason and expiry (rule U4)
 * @param externalGate whether each phase after the first waits for somebody's word, default false (rule U6)
 * @param approval whether nothing begins before somebody has approved the plan, default false (rule U6)
 * @param automaticWithdrawal when the platform withdraws a guilty patch by itself after a halt, and goes on; default never
 */
@RegisterForReflection
public record PolicyRequest(
        Integer phases,
        Duration bakeTime,
        Double maxFailedShare,
        Duration runLength,
        Duration installBudget,
        Duration verification,
        Double maxSubscriptionShare,
        Double maxSetShare,
        List<String> canaryRegions,
        Duration rebootAllowance,
        Boolean zeroDay,
        Pace pace,
        Map<String, String> rings,
        List<Classification> classifications,
        List<ExclusionRequest> exclusions,
        Boolean externalGate,
        Boolean approval,
        Withdrawal automaticWithdrawal) {

    /**
     * What evidence is enough for that.
     *
     * @param byChanceBelow how unlikely it must be that the patch met so many failed VMs by chance alone; default 0.001, at most 0.01
     * @param failedVms how many failed VMs must have got it, default 3
     */
    @RegisterForReflection
    public record Withdrawal(Double byChanceBelow, Integer failedVms) {
        private AutomaticWithdrawal toRule() {
            return new AutomaticWithdrawal(
                    byChanceBelow == null ? AutomaticWithdrawal.DEFAULT.byChanceBelow() : byChanceBelow,
                    failedVms == null ? AutomaticWithdrawal.DEFAULT.failedVms() : failedVms);
        }
    }

    static final PolicyRequest EMPTY = new PolicyRequest(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /** @throws dev.offpeak.arm.RefusedException that names every problem */
    public Policy toPolicy(Duration deadline, RegionCatalog regions) {
        Policy standard = Boolean.TRUE.equals(zeroDay) ? Policy.ZERO_DAY : Policy.DEFAULT;
        Policy.Builder builder = standard.with().deadline(deadline);
        Optional.ofNullable(phases).ifPresent(builder::phases);
        Optional.ofNullable(bakeTime).ifPresent(builder::bakeTime);
        Optional.ofNullable(maxFailedShare).ifPresent(builder::maxFailedShare);
        Optional.ofNullable(runLength).ifPresent(builder::runLength);
        Optional.ofNullable(installBudget).ifPresent(builder::installBudget);
        Optional.ofNullable(verification).ifPresent(builder::verification);
        Optional.ofNullable(maxSubscriptionShare).ifPresent(builder::maxSubscriptionShare);
        Optional.ofNullable(maxSetShare).ifPresent(builder::maxSetShare);
        Optional.ofNullable(canaryRegions).map(given -> known(regions)).ifPresent(builder::canaryRegions);
        Optional.ofNullable(rebootAllowance).ifPresent(builder::rebootAllowance);
        Optional.ofNullable(pace).ifPresent(builder::pace);
        Optional.ofNullable(rings).map(PolicyRequest::rings).ifPresent(builder::rings);
        Optional.ofNullable(classifications)
                .map(given -> given.stream().filter(Objects::nonNull).toList())
                .ifPresent(builder::classifications);
        Optional.ofNullable(exclusions).map(PolicyRequest::exclusions).ifPresent(builder::exclusions);
        Optional.ofNullable(externalGate).ifPresent(builder::externalGate);
        Optional.ofNullable(approval).ifPresent(builder::approval);
        Optional.ofNullable(automaticWithdrawal).map(Withdrawal::toRule).ifPresent(builder::automaticWithdrawal);
        try {
            return builder.build();
        } catch (InvalidPolicy e) {
            List<ArmRefusal> details = e.problems().stream()
                    .map(problem -> ArmRefusal.invalidParameter(
                            "policy." + problem.target(), problem.target() + " " + problem.message() + "."))
                    .toList();
            throw ArmRefusal.invalidParameter("policy", e.getMessage())
                    .becauseOf(details)
                    .asException();
        }
    }

    private List<String> known(RegionCatalog regions) {
        List<String> names = new ArrayList<>();
        for (String given : canaryRegions) {
            names.add(Optional.ofNullable(given)
                    .flatMap(regions::find)
                    .orElseThrow(() -> ArmRefusal.invalidParameter(
                                    "policy.canaryRegions",
                                    "The region '" + given + "' is not known. Use names such as 'westeurope'.")
                            .asException())
                    .name());
        }
        return names;
    }

    private static Map<String, Ring> rings(Map<String, String> given) {
        Map<String, Ring> rings = new HashMap<>();
        given.forEach((subscription, name) -> rings.put(
                subscription.toLowerCase(Locale.ROOT),
                Optional.ofNullable(name).flatMap(Ring::find).orElseThrow(() -> ArmRefusal.invalidParameter(
                                "policy.rings",
                                "The ring '" + name + "' of subscription '" + subscription
                                        + "' is not known. Use Early, Default or Late.")
                        .asException())));
        return rings;
    }

    private static List<Exclusion> exclusions(List<ExclusionRequest> given) {
        return given.stream()
                .filter(Objects::nonNull)
                .map(one -> one.toExclusion("policy.exclusions"))
                .toList();
    }
}
