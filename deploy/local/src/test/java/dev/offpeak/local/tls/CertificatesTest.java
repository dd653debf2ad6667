package dev.offpeak.local.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.offpeak.local.gateway.Gateway;
import dev.offpeak.local.gateway.RouteTable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    private static final Instant NOW = Instant.now();

    @TempDir
    private Path folder;

    @Test
    void aClientThatTrustsTheAuthorityReachesTheGatewayByEachOfItsNames() throws Exception {
        Certificates made = Certificates.in(folder, NOW);

        try (Gateway gateway = new Gateway(RouteTable.builtIn(), Map.of())) {
            int port = gateway.listenHttps(0, made.certificate(), made.key());

            for (String host : List.of("localhost", "127.0.0.1")) {
                assertThat(status(trusting(made), host, port)).isEqualTo(404);
            }
        }
    }

    @Test
    void aClientThatTrustsAnotherAuthorityRefusesTheGateway() throws Exception {
        Certificates made = Certificates.in(folder.resolve("a"), NOW);
        Certificates other = Certificates.in(folder.resolve("b"), NOW);

        try (Gateway gateway = new Gateway(RouteTable.builtIn(), Map.of())) {
            int port = gateway.listenHttps(0, made.certificate(), made.key());

            assertThatThrownBy(() -> status(trusting(other), "localhost", port))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void theAuthorityMaySignAndTheServerMayNot() throws Exception {
        Certificates made = Certificates.in(folder, NOW);

        X509Certificate authority = read(made.authority());
        X509Certificate server = read(made.certificate());
        server.verify(authority.getPublicKey());
        assertThat(authority.getBasicConstraints()).isZero();
        assertThat(authority.getKeyUsage()[5]).as("keyCertSign").isTrue();
        assertThat(server.getBasicConstraints()).isEqualTo(-1);
        assertThat(server.getSubjectAlternativeNames().stream()
                        .map(name -> name.get(1))
                        .toList())
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    @Test
    void theSecondUseKeepsThemAndALostServerCertificateComesFromTheSameAuthority() throws Exception {
        Certificates first = Certificates.in(folder, NOW);
        String authority = Files.readString(first.authority());
        String server = Files.readString(first.certificate());

        assertThat(Files.readString(Certificates.in(folder, NOW).certificate())).isEqualTo(server);

        Files.delete(first.certificate());
        Certificates again = Certificates.in(folder, NOW);
        assertThat(Files.readString(again.authority())).isEqualTo(authority);
        assertThat(Files.readString(again.certificate())).isNotEqualTo(server);
        read(again.certificate()).verify(read(again.authority()).getPublicKey());
    }

    @Test
    void theGatewaysCertificateIsRenewedInItsLastMonthByTheSameAuthority() throws Exception {
        Instant lastMonth = NOW.plus(Duration.ofDays(368));
        Certificates first = Certificates.in(folder, NOW);
        String authority = Files.readString(first.authority());
        String server = Files.readString(first.certificate());

        assertThat(Files.readString(
                        Certificates.in(folder, NOW.plus(Duration.ofDays(366))).certificate()))
                .isEqualTo(server);

        Certificates renewed = Certificates.in(folder, lastMonth);
        assertThat(Files.readString(renewed.authority())).isEqualTo(authority);
        assertThat(read(renewed.certificate()).getNotAfter()).isAfter(lastMonth.plus(Duration.ofDays(396)));
        read(renewed.certificate()).verify(read(renewed.authority()).getPublicKey());
    }

    @Test
    void anAuthorityThatIsAboutToEndIsReplacedWithAllThatCameFromIt() throws Exception {
        Certificates first = Certificates.in(folder, NOW);
        X509Certificate before = read(first.authority());

        Certificates again = Certificates.in(folder, NOW.plus(Duration.ofDays(3640)));

        X509Certificate authority = read(again.authority());
        assertThat(authority).isNotEqualTo(before);
        assertThat(trustStore(again).getCertificate("offpeak")).isEqualTo(authority);
        read(again.certificate()).verify(authority.getPublicKey());
    }

    @Test
    void keysAreForTheOwnerOnly() throws Exception {
        Certificates made = Certificates.in(folder, NOW);

        for (Path key : List.of(made.key(), folder.resolve("ca-key.pem"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void theTrustStoreForJavaHoldsTheAuthorityAndNoKey() throws Exception {
        Certificates made = Certificates.in(folder, NOW);

        KeyStore store = trustStore(made);
        assertThat(Collections.list(store.aliases())).containsExactly("offpeak");
        assertThat(store.isCertificateEntry("offpeak")).isTrue();
        assertThat(store.getCertificate("offpeak")).isEqualTo(read(made.authority()));

        Files.delete(made.trustStore());
        Certificates.in(folder, NOW);
        assertThat(trustStore(made).getCertificate("offpeak")).isEqualTo(read(made.authority()));
    }

    @Test
    void aDamagedFolderIsAnErrorThatSaysWhatToDo() throws Exception {
        Files.writeString(Certificates.in(folder, NOW).authority(), "no certificate");

        assertThatThrownBy(() -> Certificates.in(folder, NOW)).hasMessageContaining("delete that folder");
    }

    private static int status(SSLContext trust, String host, int port) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(trust).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + "/nowhere"))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        return response.statusCode();
    }

    private static SSLContext trusting(Certificates made) throws Exception {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trustStore(made));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore trustStore(Certificates made) throws Exception {
        return KeyStore.getInstance(made.trustStore().toFile(), Certificates.TRUST_STORE_PASSWORD.toCharArray());
    }

    private static X509Certificate read(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
