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
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    @TempDir
    private Path folder;

    @Test
    void aClientThatTrustsTheAuthorityReachesTheGatewayByEachOfItsNames() throws Exception {
        Certificates made = Certificates.in(folder);

        try (Gateway gateway = new Gateway(RouteTable.builtIn(), Map.of())) {
            int port = gateway.listenHttps(0, made.certificate(), made.key());

            for (String host : List.of("localhost", "127.0.0.1")) {
                assertThat(status(made.authority(), host, port)).isEqualTo(404);
            }
        }
    }

    @Test
    void aClientThatTrustsAnotherAuthorityRefusesTheGateway() throws Exception {
        Certificates made = Certificates.in(folder.resolve("a"));
        Certificates other = Certificates.in(folder.resolve("b"));

        try (Gateway gateway = new Gateway(RouteTable.builtIn(), Map.of())) {
            int port = gateway.listenHttps(0, made.certificate(), made.key());

            assertThatThrownBy(() -> status(other.authority(), "localhost", port))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    @Test
    void theAuthorityMaySignAndTheServerMayNot() throws Exception {
        Certificates made = Certificates.in(folder);

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
        Certificates first = Certificates.in(folder);
        String authority = Files.readString(first.authority());
        String server = Files.readString(first.certificate());

        assertThat(Files.readString(Certificates.in(folder).certificate())).isEqualTo(server);

        Files.delete(first.certificate());
        Certificates again = Certificates.in(folder);
        assertThat(Files.readString(again.authority())).isEqualTo(authority);
        assertThat(Files.readString(again.certificate())).isNotEqualTo(server);
        read(again.certificate()).verify(read(again.authority()).getPublicKey());
    }

    @Test
    void keysAreForTheOwnerOnly() throws Exception {
        Certificates made = Certificates.in(folder);

        for (Path key : List.of(made.key(), folder.resolve("ca-key.pem"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aDamagedFolderIsAnErrorThatSaysWhatToDo() throws Exception {
        Files.writeString(Certificates.in(folder).authority(), "no certificate");

        assertThatThrownBy(() -> Certificates.in(folder)).hasMessageContaining("delete that folder");
    }

    private static int status(Path authority, String host, int port) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(authority)).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + "/nowhere"))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        return response.statusCode();
    }

    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("authority", read(authority));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static X509Certificate read(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
