package dev.offpeak.orchestrator.domain;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The patches that a rollout's orders leave out (rule U4).
 *
 * @param ofPolicy exclusions of the rollout's own policy
 * @param kept exclusions beside the policies
 * @param withdrawn what was withdrawn from the rollout
 */
public record LeftOut(List<Exclusion> ofPolicy, List<NamedExclusion> kept, List<WithdrawnPatch> withdrawn) {
    public LeftOut {
        ofPolicy = List.copyOf(ofPolicy);
        kept = List.copyOf(kept);
        withdrawn = List.copyOf(withdrawn);
    }

    /** The masks of an order given at that moment to a VM of that subscription, each once. */
    public List<String> masksFor(String subscriptionId, Instant at) {
        Stream<Exclusion> ofSubscription =
                kept.stream().filter(one -> one.isFor(subscriptionId)).map(NamedExclusion::exclusion);
        Stream<String> excluded = Stream.concat(ofPolicy.stream(), ofSubscription)
                .filter(exclusion -> exclusion.holdsAt(at))
                .map(Exclusion::mask);
        return Stream.concat(excluded, withdrawn.stream().map(WithdrawnPatch::patch))
                .distinct()
                .toList();
    }
}
