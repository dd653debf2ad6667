package dev.offpeak.agent.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

import dev.offpeak.contracts.Patch;
import dev.offpeak.rules.Rule;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Shapes as apt 2.6 and dpkg 1.21 (Debian 12) print them. */
class AptWordsTest {
    private static final String POLICY =
            """
            tzdata:
              Installed: 2024a-0+deb12u1
              Candidate: 2026f-0+deb12u1
              Version table:
                 2026f-0+deb12u1 500
                    500 http://archive.example.org/debian bookworm-updates/main amd64 Packages
                 2025b-0+deb12u1 500
                    500 http://archive.example.org/debian-security bookworm-security/main amd64 Packages
             *** 2024a-0+deb12u1 100
                    100 /var/lib/dpkg/status
            libc6:
              Installed: 2.36-9+deb12u13
              Candidate: 2.36-9+deb12u14
              Version table:
                 2.36-9+deb12u14 500
                    500 http://archive.example.org/debian bookworm/main amd64 Packages
             *** 2.36-9+deb12u13 100
                    100 /var/lib/dpkg/status
                 2.36-9+deb12u7 500
                    500 http://archive.example.org/debian-security bookworm-security/main amd64 Packages
            """;

    @Test
    void aVersionThatSkipsASecurityFixIsASecurityPatch() {
        String simulated =
                """
                Inst tzdata [2024a-0+deb12u1] (2026f-0+deb12u1 Debian:12-updates/stable-updates [all])
                Inst libc6 [2.36-9+deb12u13] (2.36-9+deb12u14 Debian:12.12/stable [amd64])
                """;

        assertThat(AptPolicy.withSecurityFix(POLICY)).containsExactly("tzdata");
        assertThat(AptOutput.patches(simulated, "", POLICY))
                .extracting(Patch::name, Patch::isCriticalOrSecurity)
                .containsExactly(tuple("tzdata", true), tuple("libc6", false));
    }

    @Test
    void namesWhoHoldsALock() {
        assertThat(
                        AptMessages.lockHolder(
                                """
                        E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 4711 (unattended-upgr)
                        N: Be aware that removing the lock file is not a solution and may break your system.
                        E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?
                        """))
                .contains("/var/lib/dpkg/lock-frontend is held by process 4711 (unattended-upgr)");
        assertThat(AptMessages.lockHolder("E: Could not get lock /var/lib/apt/lists/lock. It is held by process 12"))
                .contains("/var/lib/apt/lists/lock is held by process 12");
        assertThat(AptMessages.lockHolder(
                        "E: Could not get lock /var/lib/dpkg/lock - open (11: Resource temporarily unavailable)"))
                .contains("/var/lib/dpkg/lock is held by another process");
        assertThat(AptMessages.lockHolder("dpkg: error: dpkg frontend lock was locked by another process with pid 99"))
                .contains("the dpkg frontend lock is held by process 99");
        assertThat(AptMessages.lockHolder("E: Unable to locate package nothing"))
                .isEmpty();
    }

    @Test
    void saysWhyEachPackageFailed() {
        String said =
                """
                pmstatus:libssl3:40.0:Unpacking libssl3 (amd64)
                pmerror:sick:60.0:installed sick package post-installation script subprocess returned error exit status 1
                dpkg: error processing package libssl3:amd64 (--configure):
                 dependency problems - leaving unconfigured
                E: Sub-process /usr/bin/dpkg returned an error code (1)
                """;

        assertThat(AptMessages.failures(said))
                .containsExactly(
                        entry(
                                "sick",
                                "installed sick package post-installation script subprocess returned error exit status 1"),
                        entry("libssl3", "dependency problems - leaving unconfigured"));
        assertThat(AptMessages.errors(said)).contains("Sub-process /usr/bin/dpkg returned an error code (1)");
        assertThat(AptMessages.errors("all is well")).isEmpty();
    }

    @Test
    void knowsWhatATransactionTouches() {
        AptTransaction planned = AptTransaction.of(
                """
                Remv old-lib [1.0]
                Inst libssl3:i386 [3.0.16] (3.0.17 Debian-Security:12/stable-security [i386])
                Inst new-kernel (6.1 Debian-Security:12/stable-security [amd64])
                Conf new-kernel (6.1 Debian-Security:12/stable-security [amd64])
                """);

        assertThat(planned.touched()).containsExactly("old-lib", "libssl3", "new-kernel");
        assertThat(planned.removed()).containsExactly("old-lib");
    }

    @Test
    void readsNamesVersionsAndSizesOfArchives() {
        List<AptArchive> archives = AptArchive.of(
                """
                Reading package lists...
                'http://archive.example.org/pool/l/libpcre2-8-0_10.42-1%2bdeb12u2_amd64.deb' libpcre2-8-0_10.42-1+deb12u2_amd64.deb 261628 SHA256:00
                'http://archive.example.org/pool/l/login_1%3a4.13_amd64.deb' login_1%3a4.13_amd64.deb 600000 SHA256:00
                """);

        assertThat(archives)
                .containsExactly(
                        new AptArchive(
                                "libpcre2-8-0_10.42-1+deb12u2_amd64.deb", "libpcre2-8-0", "10.42-1+deb12u2", 261628),
                        new AptArchive("login_1%3a4.13_amd64.deb", "login", "1:4.13", 600000));
        assertThat(AptArchive.find(List.of("lock", "login_1%3a4.13_amd64.deb"), "login", "1:4.13"))
                .contains("login_1%3a4.13_amd64.deb");
        assertThat(AptArchive.find(List.of("login_1%3a4.13_amd64.deb"), "login", "4.13"))
                .isEmpty();
    }

    @Test
    @Rule("I8")
    @DisplayName(
            "I8: a file's own time is its publish date, unless its server did not say and it is the time of the download")
    void theTimeOfADownloadIsNoPublishDate() {
        Instant now = Instant.parse("2026-11-24T03:05:41Z");
        Instant published = Instant.parse("2026-11-20T08:00:00Z");

        assertThat(AptArchive.publishedAt(published, now)).contains(published);
        assertThat(AptArchive.publishedAt(now.minusSeconds(20), now)).isEmpty();
        assertThat(AptArchive.publishedAt(Instant.EPOCH, now)).isEmpty();
    }

    @Test
    void onlyAConfiguredPackageIsInstalled() {
        assertThat(DpkgStatus.all("apt:amd64\t2.6.2\tii \nsick:all\t1.0\tiF \nheld:amd64\t2\thi \ngone:amd64\t\tun \n"))
                .containsEntry("apt:amd64", new DpkgStatus("2.6.2", true))
                .containsEntry("sick:all", new DpkgStatus("1.0", false))
                .containsEntry("held:amd64", new DpkgStatus("2", true));
    }
}
