package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.certificate.PlanVerifier;
import dev.offpeak.orchestrator.certificate.Shares;
import dev.offpeak.orchestrator.certificate.Violation;
import dev.offpeak.orchestrator.domain.Placement;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.regions.Region;
import dev.offpeak.regions.RegionCatalog;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the independent verifier says of a plan. Every plan is checked before it is stored. This class only tells the verifier what
 * there is to check; how it checks shares nothing with the planner.
 *
 * @param violations what the plan breaks; empty for a sound plan
 * @param assignments how many were checked
 */
public record PlanCertificate(List<Violation> violations, int assignments) {
    public PlanCertificate {
        violations = List.copyOf(violations);
    }

    /** Whether the plan breaks nothing. */
    public boolean isSound() {
        return violations.isEmpty();
    }

    /** Looks at every assignment; the fleet must be the snapshot the plan was made from. */
    public static PlanCertificate of(RolloutPlan plan, FleetSnapshot fleet, RegionCatalog catalog, Policy policy) {
        Map<String, Set<String>> pairs = new HashMap<>();
        for (Region region : catalog.all()) {
            pairs.put(region.name(), catalog.pairsOf(region.name()));
        }
        PlanVerifier verifier =
                new PlanVerifier(new Shares(policy.maxSubscriptionShare(), policy.maxSetShare()), pairs);
        for (int row = 0; row < fleet.size(); row++) {
            Placement at = fleet.placement(row);
            verifier.vm(
                    fleet.id(row).value(),
                    new PlanVerifier.Vm(
                            policy.ringOf(fleet.ring(row), at.subscriptionId()).ordinal(),
                            at.subscriptionId(),
                            at.region(),
                            at.zone(),
                            at.availabilitySet().orElse(null),
                            at.updateDomain().orElse(-1),
                            at.availabilitySet().isPresent()
                                    ? fleet.setSize(row)
                                    : fleet.outsideSets().get(at.subscriptionRegion())));
        }
        for (Assignment slot : plan.assignments()) {
            verifier.slot(slot.vm().value(), slot.phase(), slot.region(), slot.step(), slot.zone(), slot.batch());
        }
        return new PlanCertificate(verifier.violations(), plan.assignments().size());
    }
}
