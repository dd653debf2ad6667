package dev.offpeak.compute.domain;

import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The images that AutomaticByPlatform supports (rule P7): exact publisher, offer and sku, any version. Immutable. */
public final class SupportedImages {
    /**
     * One of them.
     *
     * @param publisher such as {@code MicrosoftWindowsServer}
     * @param offer such as {@code WindowsServer}
     * @param sku such as {@code 2019-Datacenter}
     * @param osType what it boots
     * @param hotpatch whether what it boots can be patched without a reboot ({@code enableHotpatching})
     */
    public record Image(String publisher, String offer, String sku, OsType osType, boolean hotpatch) {}

    private final Map<String, Image> images;

    public SupportedImages(Collection<Image> images) {
        Map<String, Image> byKey = new LinkedHashMap<>();
        images.forEach(image -> byKey.put(key(image.publisher(), image.offer(), image.sku()), image));
        this.images = Collections.unmodifiableMap(byKey);
    }

    /** The supported image that this reference names, whatever its version; names compare case-insensitively (rule V2). */
    public Optional<Image> find(ImageReference reference) {
        return Optional.ofNullable(images.get(key(reference.publisher(), reference.offer(), reference.sku())));
    }

    /** All of them, in the list's order. */
    public List<Image> all() {
        return List.copyOf(images.values());
    }

    private static String key(String publisher, String offer, String sku) {
        return (publisher + "\n" + offer + "\n" + sku).toLowerCase(Locale.ROOT);
    }
}
