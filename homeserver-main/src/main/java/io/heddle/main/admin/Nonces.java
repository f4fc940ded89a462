package io.heddle.main.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/// Nonces of registrations by the shared secret: the time and chance, signed with the secret, so that any instance knows
/// those of the others. Good for a minute, and once in each instance; what a second use would register is taken anyway.
@Component
class Nonces {
    private static final Duration LIFETIME = Duration.ofSeconds(60);
    private static final int TIME_LENGTH = 16;
    private static final int BODY_LENGTH = 48;

    private final RegistrationSecret secret;
    private final RandomGenerator random;
    private final Clock clock;
    private final Cache<String, Boolean> used =
            Caffeine.newBuilder().maximumSize(100_000).expireAfterWrite(LIFETIME).build();

    Nonces(RegistrationSecret secret, RandomGenerator random, Clock clock) {
        this.secret = secret;
        this.random = random;
        this.clock = clock;
    }

    String create() {
        String body =
                HexFormat.of().toHexDigits(clock.millis())
                        + HexFormat.of().toHexDigits(random.nextLong())
                        + HexFormat.of().toHexDigits(random.nextLong());
        return body + sign("HmacSHA256", "nonce " + body);
    }

    /// Whether the nonce is good; it is used up.
    boolean consume(String nonce) {
        if (nonce.length() <= BODY_LENGTH || used.asMap().putIfAbsent(nonce, true) != null) {
            return false;
        }
        String body = nonce.substring(0, BODY_LENGTH);
        if (!same(sign("HmacSHA256", "nonce " + body), nonce.substring(BODY_LENGTH))) {
            return false;
        }
        long age = clock.millis() - HexFormat.fromHexDigitsToLong(body.substring(0, TIME_LENGTH));
        return age >= 0 && age <= LIFETIME.toMillis();
    }

    /// The HMAC in hexadecimal under the shared secret.
    String sign(String algorithm, String text) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), algorithm));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Compares without telling by the time where the texts differ.
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
