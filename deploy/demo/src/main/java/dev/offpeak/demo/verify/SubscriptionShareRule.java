package dev.offpeak.demo.verify;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** O5: of a subscription's VMs outside sets in a region, at most a fifth, or one, is in flight at once. */
final class SubscriptionShareRule implements Rule {
    @Override
    public String number() {
        return "O5";
    }

    @Override
    public String title() {
        return "at most 20 % of a subscription's VMs outside sets in a region at once";
    }

    @Override
    public long check(Evidence evidence, List<String> violations) {
        Map<String, Integer> totals = new HashMap<>();
        evidence.vms().forEach(vm -> scope(vm).ifPresent(scope -> totals.merge(scope, 1, Integer::sum)));
        long exercised = 0;
        for (Map.Entry<String, List<Attempt>> scope :
                evidence.attemptsBy(SubscriptionShareRule::scope).entrySet()) {
            int total = totals.get(scope.getKey());
            int allowed = Math.max(1, total / 5);
            for (Attempt attempt : scope.getValue()) {
                exercised += total > 1 ? 1 : 0;
                long together = Together.at(attempt.received(), scope.getValue());
                if (together > allowed) {
                    violations.add(together + " of " + total + " VMs of subscription " + scope.getKey()
                            + " were in flight at " + attempt.received() + ", " + allowed + " may be.");
                }
            }
        }
        return exercised;
    }

    private static Optional<String> scope(TopologyVm vm) {
        return vm.availabilitySet().isPresent()
                ? Optional.empty()
                : Optional.of(vm.subscriptionId() + " in " + vm.region());
    }
}
