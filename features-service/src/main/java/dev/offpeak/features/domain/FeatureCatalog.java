package dev.offpeak.features.domain;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The features that can be registered (rule F3); names compare case-insensitively (rule V2). */
public final class FeatureCatalog {
    private final List<FeatureName> features;

    /** @param features in the order in which they are listed */
    public FeatureCatalog(Collection<FeatureName> features) {
        this.features = List.copyOf(features);
    }

    public List<FeatureName> all() {
        return features;
    }

    /** Those of a provider; empty when it has none. */
    public List<FeatureName> of(String namespace) {
        return features.stream()
                .filter(feature -> feature.namespace().equalsIgnoreCase(namespace))
                .toList();
    }

    public Optional<FeatureName> find(String namespace, String name) {
        return of(namespace).stream()
                .filter(feature -> feature.name().equalsIgnoreCase(name))
                .findFirst();
    }
}
