package dev.offpeak.orchestrator.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What a halt goes by (rule O9): how many failed, where, on what, and which patches they share.
 *
 * @param tried VMs that were tried
 * @param failed how many of them failed
 * @param regions where any failed, the largest share first
 * @param images on which any failed, the largest share first
 * @param suspects patches that the failed VMs share more than the healthy ones, the likeliest first
 */
public record HaltEvidence(int tried, int failed, List<Share> regions, List<Share> images, List<Suspect> suspects) {
    public HaltEvidence {
        regions = List.copyOf(regions);
        images = List.copyOf(images);
        suspects = List.copyOf(suspects);
    }

    /**
     * The failures of one region or image.
     *
     * @param name of the region or image
     * @param tried VMs of it that were tried
     * @param failed how many of them failed, at least one
     */
    public record Share(String name, int tried, int failed) {}

    /** The evidence of all VMs that a rollout has tried so far; the order they come in does not matter. */
    public static HaltEvidence of(Collection<Trial> trials) {
        return new HaltEvidence(
                trials.stream().mapToInt(Trial::vms).sum(),
                trials.stream().filter(Trial::failed).mapToInt(Trial::vms).sum(),
                shares(trials, Trial::region),
                shares(trials, Trial::image),
                Suspect.of(trials));
    }

    private static List<Share> shares(Collection<Trial> trials, Function<Trial, String> name) {
        Map<String, Share> shares = new TreeMap<>();
        for (Trial trial : trials) {
            shares.merge(
                    name.apply(trial),
                    new Share(name.apply(trial), trial.vms(), trial.failed() ? trial.vms() : 0),
                    (a, b) -> new Share(a.name(), a.tried() + b.tried(), a.failed() + b.failed()));
        }
        return shares.values().stream()
                .filter(share -> share.failed() > 0)
                .sorted(Comparator.comparingDouble((Share share) -> -(double) share.failed() / share.tried())
                        .thenComparing(Share::name))
                .toList();
    }
}
