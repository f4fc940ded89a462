package io.heddle.federation.https;

import io.heddle.protocol.id.Glob;
import io.heddle.replication.config.FederationSettings;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.springframework.stereotype.Component;

/// Whose certificates count. https://spec.matrix.org/v1.19/server-server-api/#tls
@Component
class TlsContexts {
    private static final List<String> VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    private final String[] versions;
    private final List<X509Certificate> authorities;
    private final boolean verifyAll;
    private final List<Glob> trusted;

    TlsContexts(FederationSettings settings) {
        this.versions = versions(settings.federationClientMinimumTlsVersion());
        this.authorities = authorities(settings.federationCustomCaList());
        this.verifyAll = settings.federationVerifyCertificates();
        this.trusted =
                settings.federationCertificateVerificationWhitelist().stream()
                        .map(Glob::ignoringCase)
                        .toList();
    }

    /// Whether a host must show a valid certificate.
    boolean verifies(String host) {
        return verifyAll && trusted.stream().noneMatch(pattern -> pattern.matches(host));
    }

    SslContext verifying() {
        SslContextBuilder builder = builder(versions).endpointIdentificationAlgorithm("HTTPS");
        return build(authorities.isEmpty() ? builder : builder.trustManager(authorities));
    }

    SslContext trusting() {
        return build(
                builder(versions)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null));
    }

    private static SslContext build(SslContextBuilder builder) {
        try {
            return builder.build();
        } catch (SSLException e) {
            throw new IllegalStateException("No TLS for federation", e);
        }
    }

    private static SslContextBuilder builder(String[] versions) {
        return SslContextBuilder.forClient().sslProvider(SslProvider.JDK).protocols(versions);
    }

    private static String[] versions(String minimum) {
        String name = minimum.equals("1") || minimum.equals("1.0") ? "TLSv1" : "TLSv" + minimum;
        int from = VERSIONS.indexOf(name);
        if (from < 0) {
            throw new IllegalArgumentException(
                    "federation_client_minimum_tls_version must be 1, 1.1, 1.2 or 1.3");
        }
        try {
            List<String> supported =
                    List.of(SSLContext.getDefault().getSupportedSSLParameters().getProtocols());
            return VERSIONS.subList(from, VERSIONS.size()).stream()
                    .filter(supported::contains)
                    .toArray(String[]::new);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("No TLS", e);
        }
    }

    private static List<X509Certificate> authorities(List<String> files) {
        List<X509Certificate> certificates = new ArrayList<>();
        for (String file : files) {
            try (InputStream in = Files.newInputStream(Path.of(file))) {
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(in)
                        .forEach(certificate -> certificates.add((X509Certificate) certificate));
            } catch (IOException e) {
                throw new UncheckedIOException("federation_custom_ca_list: " + file, e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(
                        "federation_custom_ca_list: " + file + " holds no certificates", e);
            }
        }
        return certificates;
    }
}
