package dev.offpeak.orchestrator.planner;

import dev.offpeak.orchestrator.domain.Policy;
import dev.offpeak.orchestrator.domain.SubscriptionRegion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Subscriptions of which more than the policy's share is in flight in a region, because one VM is more already (rule O5: best
 * effort, exceptions are recorded with their reason).
 *
 * @param reason why it can't be otherwise
 * @param sentence what a person reads
 * @param scopes how many subscriptions in regions there are, at least one
 * @param examples the first {@value #EXAMPLES} of them, by region and subscription
 */
public record SpreadException(Reason reason, String sentence, int scopes, List<SubscriptionRegion> examples) {
    private static final int EXAMPLES = 10;

    /** Why one VM is more than the share. */
    public enum Reason {
        ONLY_VM(
                "OnlyVm",
                "The subscription has no other VM outside sets in the region: all of it is in flight with it."),
        FEW_VMS(
                "FewVms",
                "The subscription has so few VMs outside sets in the region that one of them exceeds the share.");

        private final String wireName;
        private final String sentence;

        Reason(String wireName, String sentence) {
            this.wireName = wireName;
            this.sentence = sentence;
        }

        /** Why one of that many VMs outside sets of a subscription in a region is more than the share; empty when it is not. */
        public static Optional<Reason> of(int vms, Policy policy) {
            if (policy.maxSubscriptionShare() * vms >= 1) {
                return Optional.empty();
            }
            return Optional.of(vms == 1 ? ONLY_VM : FEW_VMS);
        }

        /** What a person reads. */
        public String sentence() {
            return sentence;
        }

        /** The spelling on the wire. */
        @Override
        public String toString() {
            return wireName;
        }
    }

    public SpreadException {
        examples = List.copyOf(examples);
    }

    /** Those of a fleet, one for each reason there is. */
    static List<SpreadException> of(FleetSnapshot fleet, Policy policy) {
        boolean[] planned =
                new boolean[fleet.subscriptions().size() * fleet.regions().size()];
        for (int row = 0; row < fleet.size(); row++) {
            if (fleet.sets().code(row) == Column.NONE) {
                planned[
                        fleet.subscriptions().code(row) * fleet.regions().size()
                                + fleet.regions().code(row)] = true;
            }
        }
        Map<Reason, List<SubscriptionRegion>> scopes = new EnumMap<>(Reason.class);
        for (int i = 0; i < planned.length; i++) {
            if (planned[i]) {
                SubscriptionRegion scope = new SubscriptionRegion(
                        fleet.subscriptions().value(i / fleet.regions().size()),
                        fleet.regions().value(i % fleet.regions().size()));
                Reason.of(fleet.outsideSets().get(scope), policy)
                        .ifPresent(reason -> scopes.computeIfAbsent(reason, key -> new ArrayList<>())
                                .add(scope));
            }
        }
        List<SpreadException> exceptions = new ArrayList<>();
        scopes.forEach((reason, found) -> exceptions.add(new SpreadException(
                reason,
                reason.sentence,
                found.size(),
                found.stream()
                        .sorted(Comparator.comparing(SubscriptionRegion::region)
                                .thenComparing(SubscriptionRegion::subscriptionId))
                        .limit(EXAMPLES)
                        .toList())));
        return exceptions;
    }
}
