package dev.offpeak.compute.domain.enablement;

import dev.offpeak.contracts.OsType;
import java.math.BigInteger;

/** The platform's patch extension: its type per system, and how its versions, such as {@code 1.5.62}, compare. */
public final class ExtensionVersion {
    private ExtensionVersion() {}

    /** The extension's type as ARM shows it (rule E1). */
    public static String typeFor(OsType osType) {
        return switch (osType) {
            case WINDOWS -> "Microsoft.CPlat.Core.WindowsPatchExtension";
            case LINUX -> "Microsoft.CPlat.Core.LinuxPatchExtension";
        };
    }

    /** Whether the first version is before the second, number by number; a part that is no number counts as 0. */
    static boolean isOlder(String first, String second) {
        String[] left = first.split("\\.");
        String[] right = second.split("\\.");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            int order = part(left, i).compareTo(part(right, i));
            if (order != 0) {
                return order < 0;
            }
        }
        return false;
    }

    private static BigInteger part(String[] parts, int index) {
        return index < parts.length && parts[index].matches("\\d{1,18}")
                ? new BigInteger(parts[index])
                : BigInteger.ZERO;
    }
}
