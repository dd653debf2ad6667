package dev.offpeak.fleet;

import dev.offpeak.contracts.ImageReference;
import dev.offpeak.contracts.OsType;
import java.util.List;
import java.util.Optional;

/**
 * The operating system of a guest, read from its image.
 *
 * @param type Windows or Linux
 * @param version such as {@code 2019} for Windows, {@code 12} for Linux
 * @param build what the agent reports as version
 * @param number small and different for each version of Windows; part of its KB numbers
 */
record OsKind(OsType type, String version, String build, int number) {
    private static final List<OsKind> WINDOWS = List.of(
            new OsKind(OsType.WINDOWS, "2012-R2", "6.3.9600", 1),
            new OsKind(OsType.WINDOWS, "2016", "10.0.14393", 2),
            new OsKind(OsType.WINDOWS, "2019", "10.0.17763", 3),
            new OsKind(OsType.WINDOWS, "2022", "10.0.20348", 4),
            new OsKind(OsType.WINDOWS, "2025", "10.0.26100", 5));
    private static final OsKind LINUX = new OsKind(OsType.LINUX, "12", "6.1.0", 0);
    private static final OsKind WINDOWS_2019 = WINDOWS.get(2);

    static OsKind of(OsType type, Optional<ImageReference> image) {
        if (type == OsType.LINUX) {
            return LINUX;
        }
        String sku = image.map(ImageReference::sku).orElse("");
        return WINDOWS.stream()
                .filter(kind -> sku.contains(kind.version()))
                .findFirst()
                .orElse(WINDOWS_2019);
    }

    String displayName() {
        return type == OsType.WINDOWS ? "Windows Server " + version + " Datacenter" : "Debian GNU/Linux " + version;
    }
}
