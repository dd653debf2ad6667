package dev.offpeak.compute.api;

import dev.offpeak.contracts.OsType;

/** Names of the extension that only the platform installs (rule E1). */
final class PatchExtension {
    static final String PUBLISHER = "Microsoft.CPlat.Core";

    private PatchExtension() {}

    static String nameOf(OsType osType) {
        return osType == OsType.WINDOWS ? "WindowsPatchExtension" : "LinuxPatchExtension";
    }

    static String typeOf(OsType osType) {
        return PUBLISHER + "." + nameOf(osType);
    }
}
