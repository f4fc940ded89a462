package io.heddle.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.net.ssl.SSLContext;

/// A certificate authority for tests: no platform knows it.
public final class TestAuthority {
    private static final Instant FROM = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant UNTIL = Instant.parse("2120-01-01T00:00:00Z");

    private final X509Bundle root;

    private TestAuthority(X509Bundle root) {
        this.root = root;
    }

    public static TestAuthority create() {
        try {
            return new TestAuthority(
                    builder("CN=Test authority").setIsCertificateAuthority(true).buildSelfSigned());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static CertificateBuilder builder(String subject) {
        return new CertificateBuilder().ecp256().subject(subject).notBefore(FROM).notAfter(UNTIL);
    }

    /// The authority's certificate as a file in PEM.
    public Path file() {
        try {
            Path file = Files.createTempFile("test-authority", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, root.getCertificatePEM());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A server's side of TLS, with a certificate for DNS names and IP addresses.
    public SSLContext server(String... names) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(issue(names).toKeyManagerFactory().getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A certificate and its key as files in PEM, for servers that are other programs.
    public void write(Path certificate, Path key, String... names) throws IOException {
        X509Bundle issued = issue(names);
        Files.writeString(certificate, issued.getCertificatePathPEM());
        Files.writeString(key, issued.getPrivateKeyPEM());
    }

    private X509Bundle issue(String... names) {
        CertificateBuilder builder = builder("CN=" + names[0]).addExtendedKeyUsageServerAuth();
        for (String name : names) {
            if (name.matches("[0-9.]+|.*:.*")) {
                builder.addSanIpAddress(InetAddress.ofLiteral(name));
            } else {
                builder.addSanDnsName(name);
            }
        }
        try {
            return builder.buildIssuedBy(root);
        } catch (Exception e) {
            throw new IllegalStateException("No certificate", e);
        }
    }
}
