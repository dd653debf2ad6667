package dev.offpeak.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.offpeak.local.Platform;
import dev.offpeak.rules.Rule;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole platform, end to end: the journey of a user, one release, and the independent check. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class JourneyIT {
    @TempDir
    private static Path folder;

    private static final DemoOptions OPTIONS = DemoFleetTest.options(DemoOptions.FEWEST_VMS, 3);
    private static final Screen SCREEN = new Screen(System.out, false);
    private static Platform platform;

    @BeforeAll
    static void startPlatform() {
        platform = DemoCommand.start(OPTIONS, folder.resolve("data"), SCREEN);
    }

    @AfterAll
    static void endPlatform() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    @Order(1)
    @Rule({"O1", "O2", "O3", "O4", "O5", "O6", "I1", "I3"})
    @DisplayName("The release is carried to every VM, and no rule from O1 to O6, I1 and I3 is broken or left untried")
    void releaseIsCarriedThrough() throws Exception {
        Summary summary = new Demo(OPTIONS, platform, SCREEN, Instant.now()).run();
        SCREEN.print(summary.lines());

        assertThat(summary.missing()).isEmpty();
        assertThat(summary.patched()).isEqualTo(OPTIONS.vms());
        assertThat(summary.rules()).hasSize(8);
    }

    @Test
    @Order(2)
    @Rule({"V3", "V4"})
    @DisplayName("V3, V4: Location and nextLink can be followed through the gateway, over http and https")
    void linksLeadThroughTheGateway() throws Exception {
        linksLeadBackTo(new Arm(platform.httpUrl(), Optional.empty()), platform.httpUrl() + "/");
        linksLeadBackTo(
                new Arm(platform.httpsUrl(), Optional.of(trusting(platform.caFile()))), platform.httpsUrl() + "/");
    }

    private static void linksLeadBackTo(Arm arm, String gateway) {
        String vms = "/subscriptions/" + DemoFleet.SUBSCRIPTIONS.get(0) + "/providers/Microsoft.Compute/virtualMachines"
                + Journey.COMPUTE_VERSION;
        Set<String> names = new HashSet<>();
        String next = vms + "&$top=5";
        int pages = 0;
        while (!next.isEmpty()) {
            JsonNode page = arm.get(next).expect(200).body();
            page.path("value").forEach(vm -> names.add(vm.path("name").asText()));
            next = page.path("nextLink").asText("");
            assertThat(next).satisfiesAnyOf(link -> assertThat(link).isEmpty(), link -> assertThat(link)
                    .startsWith(gateway));
            pages++;
        }
        assertThat(names).hasSize(arm.list(vms).size());
        assertThat(pages).isGreaterThan(1);

        String vm = DemoFleet.of(OPTIONS).get(0).id();
        Arm.Answer accepted = arm.post(vm + "/assessPatches" + Journey.COMPUTE_VERSION, Optional.empty());
        assertThat(accepted.expect(202).header("Location")).startsWith(gateway);
        JsonNode result =
                arm.follow(accepted, Instant.now().plusSeconds(60)).expect(200).body();
        assertThat(result.path("status").asText()).isEqualTo("Succeeded");
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(certificate)) {
            store.setCertificateEntry(
                    "platform", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
