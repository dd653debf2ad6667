package dev.offpeak.features.domain;

import java.util.Objects;

/**
 * A preview feature.
 *
 * @param namespace of its provider, such as {@code Microsoft.Compute}
 * @param name such as {@code InGuestAutoPatchVMPreview}
 */
public record FeatureName(String namespace, String name) {
    public FeatureName {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
    }

    /**
     * Reads {@code Microsoft.Compute/InGuestAutoPatchVMPreview}.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static FeatureName parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1 || text.indexOf('/', slash + 1) >= 0) {
            throw new IllegalArgumentException("Feature '" + text
                    + "' must be written as namespace/name, such as Microsoft.Compute/InGuestPatchVMPreview");
        }
        return new FeatureName(
                text.substring(0, slash).trim(), text.substring(slash + 1).trim());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
