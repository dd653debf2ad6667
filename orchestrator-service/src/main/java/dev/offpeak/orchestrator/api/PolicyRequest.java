package dev.offpeak.orchestrator.api;

import dev.offpeak.arm.ArmRefusal;
import dev.offpeak.orchestrator.domain.InvalidPolicy;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.regions.RegionCatalog;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        Duration rebootAllowance) {

    static final PolicyRequest EMPTY = new PolicyRequest(null, null, null, null, null, null, null, null, null, null);

    /** @throws dev.offpeak.arm.RefusedException that names every problem */
    Policy toPolicy(Duration deadline, RegionCatalog regions) {
        Policy standard = Policy.DEFAULT;
        List<String> canaries = canaryRegions == null ? standard.canaryRegions() : known(regions);
        try {
            return new Policy(
                    Optional.ofNullable(phases),
                    or(bakeTime, standard.bakeTime()),
                    or(maxFailedShare, standard.maxFailedShare()),
                    or(runLength, standard.runLength()),
                    or(installBudget, standard.installBudget()),
                    or(verification, standard.verification()),
                    or(maxSubscriptionShare, standard.maxSubscriptionShare()),
                    or(maxSetShare, standard.maxSetShare()),
                    deadline,
                    canaries,
                    or(rebootAllowance, standard.rebootAllowance()));
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

    private static <T> T or(T given, T standard) {
        return given == null ? standard : given;
    }
}
