package dev.offpeak.orchestrator.planner;

import dev.offpeak.contracts.PatchMode;
import dev.offpeak.orchestrator.domain.FleetVm;
import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.VmId;
import dev.offpeak.regions.RegionCatalog;
import dev.offpeak.regions.RegionPair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Checks a finished plan against rules O1 to O6, from the assignments alone. Shares no code with the planner, down to the
 * arithmetic of the caps: a mistake there must not be repeated here. Every plan is checked before it is stored.
 *
 * @param violations what the plan breaks; empty for a sound plan
 * @param assignments how many were checked
 */
public record PlanCertificate(List<Violation> violations, int assignments) {
    public PlanCertificate {
        violations = List.copyOf(violations);
    }

    /**
     * One broken rule.
     *
     * @param rule such as {@code O2}
     * @param what a sentence
     */
    public record Violation(String rule, String what) {}

    /** Whether the plan breaks nothing. */
    public boolean isSound() {
        return violations.isEmpty();
    }

    /** Looks at every assignment; the fleet must be the snapshot the plan was made from. */
    public static PlanCertificate of(RolloutPlan plan, FleetSnapshot fleet, RegionCatalog catalog, Policy policy) {
        Checker checker = new Checker(fleet, policy);
        checker.everyVmOnce(plan);
        checker.phasesAndPairs(plan, catalog);
        checker.zonesInTurn(plan);
        checker.sharesOfBatches(plan);
        return new PlanCertificate(checker.violations, plan.assignments().size());
    }

    private static final class Checker {
        private final List<Violation> violations = new ArrayList<>();
        private final Map<VmId, FleetVm> vms = new HashMap<>();
        private final Map<String, Integer> outside = new HashMap<>();
        private final Policy policy;

        Checker(FleetSnapshot fleet, Policy policy) {
            this.policy = policy;
            for (FleetVm vm : fleet.vms()) {
                vms.put(vm.id(), vm);
                if (vm.placement().availabilitySet().isEmpty()) {
                    outside.merge(
                            vm.placement().subscriptionId() + "@"
                                    + vm.placement().region(),
                            1,
                            Integer::sum);
                }
            }
        }

        private void everyVmOnce(RolloutPlan plan) {
            Set<VmId> seen = new HashSet<>();
            for (Assignment slot : plan.assignments()) {
                FleetVm vm = vms.get(slot.vm());
                if (!seen.add(slot.vm())) {
                    broken("O1", "VM " + slot.vm() + " has two slots.");
                }
                if (vm == null) {
                    broken("O1", "VM " + slot.vm() + " is not in the fleet.");
                } else if (!vm.placement().region().equals(slot.region())
                        || !vm.placement().zone().equals(slot.zone())) {
                    broken("O4", "VM " + slot.vm() + " is not where its slot is.");
                } else if (vm.patchMode() != PatchMode.AUTOMATIC_BY_PLATFORM) {
                    broken("O1", "VM " + slot.vm() + " is not orchestrated.");
                }
            }
            for (FleetVm vm : vms.values()) {
                if (vm.patchMode() == PatchMode.AUTOMATIC_BY_PLATFORM && !seen.contains(vm.id())) {
                    broken("O1", "VM " + vm.id() + " has no slot.");
                }
            }
        }

        private void phasesAndPairs(RolloutPlan plan, RegionCatalog catalog) {
            Map<String, Integer> phaseOf = new TreeMap<>();
            for (Assignment slot : plan.assignments()) {
                Integer before = phaseOf.put(slot.region(), slot.phase());
                if (before != null && before != slot.phase()) {
                    broken(
                            "O1",
                            "Region " + slot.region() + " is in the phases " + before + " and " + slot.phase() + ".");
                }
            }
            for (RegionPair pair : catalog.pairs()) {
                Integer one = phaseOf.get(pair.first());
                if (one != null && one.equals(phaseOf.get(pair.second()))) {
                    broken("O2", "The pair " + pair.first() + " and " + pair.second() + " is in phase " + one + ".");
                }
            }
        }

        private void zonesInTurn(RolloutPlan plan) {
            Map<String, String> zoneOfStep = new HashMap<>();
            Map<String, Integer> stepOfZone = new HashMap<>();
            for (Assignment slot : plan.assignments()) {
                String zone = zoneOfStep.put(slot.region() + "/" + slot.step(), slot.zone());
                Integer step = stepOfZone.put(slot.region() + "/" + slot.zone(), slot.step());
                if (zone != null && !zone.equals(slot.zone()) || step != null && step != slot.step()) {
                    broken("O4", "The zones of " + slot.region() + " do not take turns.");
                }
            }
        }

        private void sharesOfBatches(RolloutPlan plan) {
            Map<String, Integer> alone = new HashMap<>();
            Map<String, List<FleetVm>> sets = new HashMap<>();
            for (Assignment slot : plan.assignments()) {
                FleetVm vm = vms.get(slot.vm());
                if (vm == null) {
                    continue;
                }
                String batch = slot.region() + "/" + slot.step() + "/" + slot.batch();
                if (vm.placement().availabilitySet().isPresent()) {
                    sets.computeIfAbsent(
                                    batch + " "
                                            + vm.placement().availabilitySet().get(),
                                    key -> new ArrayList<>())
                            .add(vm);
                    continue;
                }
                String scope =
                        vm.placement().subscriptionId() + "@" + vm.placement().region();
                int together = alone.merge(batch + " " + scope, 1, Integer::sum);
                // One VM alone is the exception that rule O5 allows.
                if (together > 1 && together - 1e-6 > policy.maxSubscriptionShare() * outside.get(scope)) {
                    broken(
                            "O5",
                            "Batch " + batch + " has " + together + " of " + outside.get(scope) + " VMs of " + scope
                                    + ".");
                }
            }
            sets.forEach(this::setInBatch);
        }

        private void setInBatch(String where, List<FleetVm> together) {
            Set<Integer> domains = new HashSet<>();
            int size = 0;
            for (FleetVm vm : together) {
                domains.add(vm.placement().updateDomain().orElseThrow());
                size = Math.max(size, vm.setSize());
            }
            if (domains.size() > 1) {
                broken("O6", "Batch " + where + " has the update domains " + domains + ".");
            }
            boolean tooMany = together.size() > 1 && (size < 10 || together.size() * 5 > size);
            if (tooMany || together.size() > 1 && together.size() - 1e-6 > policy.maxSetShare() * size) {
                broken("O6", "Batch " + where + " has " + together.size() + " of " + size + " VMs.");
            }
        }

        private void broken(String rule, String what) {
            violations.add(new Violation(rule, what));
        }
    }
}
