package dev.offpeak.agent.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.offpeak.contracts.Classification;
import dev.offpeak.contracts.Patch;
import dev.offpeak.contracts.RebootBehavior;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shapes as apt 2.6 (Debian 12) and apt 2.4 (Ubuntu 22.04) print them. */
class AptOutputTest {
    private static final String DEBIAN =
            """
            Reading package lists...
            Building dependency tree...
            The following packages will be upgraded:
              base-files libssl3 linux-image-amd64
            3 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.
            Inst base-files [12.4+deb12u11] (12.4+deb12u12 Debian:12.12/stable [amd64])
            Conf base-files (12.4+deb12u12 Debian:12.12/stable [amd64])
            Inst libssl3 [3.0.16-1~deb12u1] (3.0.17-1~deb12u3 Debian-Security:12/stable-security [amd64])
            Inst linux-image-6.1.0-40-amd64 (6.1.153-1 Debian-Security:12/stable-security [amd64])
            Inst linux-image-amd64 [6.1.147-1] (6.1.153-1 Debian:12.12/stable, Debian-Security:12/stable-security [amd64]) []
            Inst libc6:i386 [2.36-9+deb12u10] (2.36-9+deb12u13 Debian:12.12/stable [i386]) [libc6:amd64 on libc6:i386]
            Conf libssl3 (3.0.17-1~deb12u3 Debian-Security:12/stable-security [amd64])
            """;
    private static final String DEBIAN_LIST =
            """
            Listing...
            base-files/stable 12.4+deb12u12 amd64 [upgradable from: 12.4+deb12u11]
            libc6/stable 2.36-9+deb12u13 i386 [upgradable from: 2.36-9+deb12u10]
            libssl3/stable-security 3.0.17-1~deb12u3 amd64 [upgradable from: 3.0.16-1~deb12u1]
            held-back/stable-security,stable 2.0-1 all [upgradable from: 1.0-1]
            """;
    private static final String UBUNTU =
            """
            Inst openssl [3.0.2-0ubuntu1.18] (3.0.2-0ubuntu1.19 Ubuntu:22.04/jammy-updates, Ubuntu:22.04/jammy-security [amd64])
            Inst tzdata [2024a-0ubuntu0.22.04.1] (2025b-0ubuntu0.22.04 Ubuntu:22.04/jammy-updates [all])
            Inst our-tool [1.0] (1.1 packages.example.com [amd64])
            """;

    @Test
    void tellsSecurityFromOtherByTheOriginOfTheNewVersion() {
        assertThat(AptOutput.patches(DEBIAN, "", ""))
                .extracting(Patch::name, patch -> patch.classifications().get(0))
                .containsExactly(
                        tuple("base-files", Classification.OTHER),
                        tuple("libssl3", Classification.SECURITY),
                        tuple("linux-image-amd64", Classification.SECURITY),
                        tuple("libc6:i386", Classification.OTHER));
        assertThat(AptOutput.patches(UBUNTU, "", ""))
                .extracting(Patch::patchId, Patch::isCriticalOrSecurity)
                .containsExactly(
                        tuple("openssl=3.0.2-0ubuntu1.19", true),
                        tuple("tzdata=2025b-0ubuntu0.22.04", false),
                        tuple("our-tool=1.1", false));
    }

    @Test
    void whatAnUpgradeKeepsBackIsLackingTooAndNothingIsCountedTwice() {
        List<Patch> patches = AptOutput.patches(DEBIAN, DEBIAN_LIST, "");

        assertThat(patches)
                .extracting(Patch::name)
                .containsExactly("base-files", "libssl3", "linux-image-amd64", "libc6:i386", "held-back");
        assertThat(patches.get(4).isCriticalOrSecurity()).isTrue();
    }

    @Test
    void namesVersionAndRebootBehaviour() {
        List<Patch> patches = AptOutput.patches(DEBIAN, "", "");

        assertThat(patches.get(1).version()).contains("3.0.17-1~deb12u3");
        assertThat(patches.get(1).kbId()).isEmpty();
        assertThat(patches)
                .extracting(Patch::rebootBehavior)
                .containsExactly(
                        RebootBehavior.NEVER_REBOOTS,
                        RebootBehavior.CAN_REQUEST_REBOOT,
                        RebootBehavior.ALWAYS_REQUIRES_REBOOT,
                        RebootBehavior.CAN_REQUEST_REBOOT);
    }

    @Test
    void aMachineThatLacksNothingGivesNothing() {
        assertThat(AptOutput.patches(
                        "0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n", "Listing...\n", ""))
                .isEmpty();
        assertThat(AptOutput.patches("", "", "")).isEmpty();
    }
}
