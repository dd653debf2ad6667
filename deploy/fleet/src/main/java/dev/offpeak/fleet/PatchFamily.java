package dev.offpeak.fleet;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.OsType;
import dev.offpeak.contracts.RebootBehavior;
import java.util.List;

/**
 * One product's updates over the months; a newer one replaces the older ones.
 *
 * @param name key; for Linux the package
 * @param title for Windows, with {@code %1$s} for the month and {@code %2$s} for the Windows version; for Linux the upstream version
 * @param monthlyShare probability that a month brings one
 * @param guestShare share of guests that have the product
 */
record PatchFamily(
        OsType osType,
        String name,
        String title,
        Classification classification,
        RebootBehavior reboot,
        double monthlyShare,
        double guestShare) {

    private static final RebootBehavior NEVER = RebootBehavior.NEVER_REBOOTS;
    private static final RebootBehavior MAYBE = RebootBehavior.CAN_REQUEST_REBOOT;
    private static final RebootBehavior ALWAYS = RebootBehavior.ALWAYS_REQUIRES_REBOOT;

    /** In a fixed order: a KB number depends on the place. */
    static final List<PatchFamily> ALL = List.of(
            windows(
                    "cumulative",
                    "%1$s Cumulative Update for Windows Server %2$s for x64-based Systems",
                    Classification.SECURITY,
                    ALWAYS,
                    1,
                    1),
            windows(
                    "servicing-stack",
                    "%1$s Servicing Stack Update for Windows Server %2$s for x64-based Systems",
                    Classification.CRITICAL,
                    NEVER,
                    0.6,
                    1),
            windows(
                    "dot-net",
                    "%1$s Cumulative Update for .NET Framework for Windows Server %2$s for x64",
                    Classification.SECURITY,
                    MAYBE,
                    0.7,
                    1),
            windows(
                    "boot-manager",
                    "%1$s Critical Update for Windows Server %2$s Boot Manager",
                    Classification.CRITICAL,
                    MAYBE,
                    0.25,
                    1),
            windows(
                    "database-engine",
                    "%1$s Security Update for SQL Server on Windows Server %2$s",
                    Classification.SECURITY,
                    MAYBE,
                    0.4,
                    0.2),
            windows(
                    "malicious-software-removal",
                    "Windows Malicious Software Removal Tool x64 - %1$s, Windows Server %2$s",
                    Classification.UPDATE_ROLLUP,
                    NEVER,
                    1,
                    1),
            windows(
                    "antivirus-definitions",
                    "Security Intelligence Update %1$s for Microsoft Defender Antivirus, Windows Server %2$s",
                    Classification.DEFINITION,
                    NEVER,
                    1,
                    1),
            windows(
                    "optional",
                    "%1$s Update Preview for Windows Server %2$s for x64-based Systems",
                    Classification.UPDATES,
                    MAYBE,
                    0.5,
                    1),
            windows(
                    "tools",
                    "%1$s Update for the Remote Server Tools of Windows Server %2$s",
                    Classification.TOOLS,
                    NEVER,
                    0.2,
                    0.5),
            linux("linux-image-amd64", "6.1", Classification.SECURITY, ALWAYS, 1, 1),
            linux("openssl", "3.0.17", Classification.CRITICAL, MAYBE, 0.5, 1),
            linux("libc6", "2.36", Classification.SECURITY, MAYBE, 0.4, 1),
            linux("openssh-server", "9.2p1", Classification.SECURITY, NEVER, 0.5, 1),
            linux("curl", "7.88.1", Classification.SECURITY, NEVER, 0.6, 0.8),
            linux("sudo", "1.9.13p3", Classification.CRITICAL, NEVER, 0.2, 1),
            linux("python3.11", "3.11.2", Classification.SECURITY, NEVER, 0.5, 0.7),
            linux("systemd", "252.39", Classification.OTHER, MAYBE, 0.5, 1),
            linux("tzdata", "2026a", Classification.OTHER, NEVER, 0.5, 1),
            linux("ca-certificates", "20230311", Classification.OTHER, NEVER, 0.2, 1),
            linux("vim-common", "9.0.1378", Classification.OTHER, NEVER, 0.6, 0.9));

    private static PatchFamily windows(
            String name,
            String title,
            Classification classification,
            RebootBehavior reboot,
            double monthly,
            double guests) {
        return new PatchFamily(OsType.WINDOWS, name, title, classification, reboot, monthly, guests);
    }

    private static PatchFamily linux(
            String name,
            String version,
            Classification classification,
            RebootBehavior reboot,
            double monthly,
            double guests) {
        return new PatchFamily(OsType.LINUX, name, version, classification, reboot, monthly, guests);
    }
}
