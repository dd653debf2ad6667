package dev.offpeak.local.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for this machine alone and the gateway's certificate from it, in files of one folder. Both
 * are made at first use and kept; the gateway's is made anew a month before it ends, so that whoever trusts the authority
 * need not notice. Keys are readable for the owner only.
 *
 * @param authority the CA certificate that clients must trust, PEM
 * @param trustStore the same for Java, PKCS12 under {@link #TRUST_STORE_PASSWORD}
 * @param certificate the gateway's certificate, for localhost, 127.0.0.1 and ::1, PEM
 * @param key the gateway's private key, PKCS#8 in PEM
 */
public record Certificates(Path authority, Path trustStore, Path certificate, Path key) {
    /** No secret: Java wants a password even where only public certificates are kept. */
    public static final String TRUST_STORE_PASSWORD = "changeit";

    private static final Duration AUTHORITY_LIFE = Duration.ofDays(3650);
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(397);
    private static final Duration RENEWAL = Duration.ofDays(30);
    private static final Duration SKEW = Duration.ofDays(1);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<PosixFilePermission> FOR_THE_OWNER = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOR_EVERYONE = PosixFilePermissions.fromString("rw-r--r--");

    /**
     * Those of the folder, made where they are missing or about to end.
     *
     * @param now real time
     */
    public static Certificates in(Path folder, Instant now) throws IOException {
        Files.createDirectories(folder);
        Certificates files = new Certificates(
                folder.resolve("ca.pem"),
                folder.resolve("trust.p12"),
                folder.resolve("server.pem"),
                folder.resolve("server-key.pem"));
        Path authorityKey = folder.resolve("ca-key.pem");
        try {
            if (!current(files.authority, now) || !Files.exists(authorityKey)) {
                // Before the new key is there: what an old one signed must never stand beside it, whenever this ends.
                for (Path old : List.of(files.authority, files.trustStore, files.certificate)) {
                    Files.deleteIfExists(old);
                }
                makeAuthority(files.authority, authorityKey, now);
            }
            if (!Files.exists(files.trustStore)) {
                files.makeTrustStore();
            }
            if (!current(files.certificate, now) || !Files.exists(files.key)) {
                files.makeServer(readCertificate(files.authority), readKey(authorityKey), now);
            }
        } catch (GeneralSecurityException | OperatorException e) {
            throw new IOException(
                    "The certificates in " + folder + " can't be used (" + e.getMessage()
                            + "): delete that folder, and new ones are made.",
                    e);
        }
        return files;
    }

    private static void makeAuthority(Path file, Path keyFile, Instant now)
            throws IOException, GeneralSecurityException, OperatorException {
        KeyPair keys = newKeys();
        X500Principal name = new X500Principal("CN=Offpeak local authority " + Long.toHexString(RANDOM.nextLong()));
        X509v3CertificateBuilder builder = builder(name, name, keys, now, AUTHORITY_LIFE)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        write(keyFile, pem("PRIVATE KEY", keys.getPrivate().getEncoded()), FOR_THE_OWNER);
        write(file, pem("CERTIFICATE", sign(builder, keys.getPrivate()).getEncoded()), FOR_EVERYONE);
    }

    private void makeTrustStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("offpeak", readCertificate(authority));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        store.store(content, TRUST_STORE_PASSWORD.toCharArray());
        write(trustStore, content.toByteArray(), FOR_EVERYONE);
    }

    private void makeServer(X509Certificate issuer, PrivateKey issuerKey, Instant now)
            throws IOException, GeneralSecurityException, OperatorException {
        KeyPair keys = newKeys();
        GeneralNames names = new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")
        });
        JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
        X509v3CertificateBuilder builder = builder(
                        issuer.getSubjectX500Principal(),
                        new X500Principal("CN=localhost"),
                        keys,
                        now,
                        CERTIFICATE_LIFE)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectAlternativeName, false, names)
                .addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(keys.getPublic()))
                .addExtension(Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(issuer));
        write(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()), FOR_THE_OWNER);
        write(certificate, pem("CERTIFICATE", sign(builder, issuerKey).getEncoded()), FOR_EVERYONE);
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(
            X500Principal issuer, X500Principal subject, KeyPair keys, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, RANDOM),
                Date.from(now.minus(SKEW)),
                Date.from(now.plus(life)),
                subject,
                keys.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws OperatorException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static boolean current(Path file, Instant now) throws IOException, GeneralSecurityException {
        return Files.exists(file)
                && readCertificate(file).getNotAfter().toInstant().isAfter(now.plus(RENEWAL));
    }

    private static X509Certificate readCertificate(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
        String base64 = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException(file + " is no key", e);
        }
    }

    private static byte[] pem(String kind, byte[] content) {
        String text = "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** At once or not at all; never readable for more than the permissions say, not even while it is written. */
    private static void write(Path file, byte[] content, Set<PosixFilePermission> permissions) throws IOException {
        Path written = Files.createTempFile(
                file.getParent(), "new", ".part", PosixFilePermissions.asFileAttribute(FOR_THE_OWNER));
        Files.write(written, content, StandardOpenOption.TRUNCATE_EXISTING);
        Files.setPosixFilePermissions(written, permissions);
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
