package io.heddle.replication.internal;

import io.heddle.replication.config.ReplicationSettings.Replication;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/// Both sides of a call show a certificate of the system's own authority. A certificate names the service it is for, as a
/// DNS name: `worker-sync`, or `worker-sync.anything`.
final class InternalTls {
    private static final int DNS_NAME = 2;

    private final SslBundle bundle;

    InternalTls(Replication settings) {
        this.bundle =
                SslBundle.of(
                        new PemSslStoreBundle(
                                PemSslStoreDetails.forCertificate(
                                                "file:" + settings.tlsCertificatePath())
                                        .withPrivateKey("file:" + settings.tlsPrivateKeyPath()),
                                PemSslStoreDetails.forCertificate("file:" + settings.tlsCaPath())));
    }

    SSLContext client() {
        return bundle.createSslContext();
    }

    SslContext server() {
        try {
            return SslContextBuilder.forServer(bundle.getManagers().getKeyManagerFactory())
                    .trustManager(bundle.getManagers().getTrustManagerFactory())
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("The certificates of replication cannot be used", e);
        }
    }

    /// The services a certificate is for.
    static Set<String> services(Certificate certificate) {
        Set<String> services = new HashSet<>();
        if (certificate instanceof X509Certificate x509) {
            for (List<?> name : names(x509)) {
                if (Objects.equals(name.getFirst(), DNS_NAME)) {
                    services.add(String.valueOf(name.get(1)).split("\\.", 2)[0]);
                }
            }
        }
        return services;
    }

    private static Collection<List<?>> names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
