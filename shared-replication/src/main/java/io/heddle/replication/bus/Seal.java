package io.heddle.replication.bus;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An HMAC over what is on the bus, by which processes know each other's messages from those of anyone who reaches Redis.
/// Without a secret nothing is sealed, and every message is a mere hint.
public final class Seal {
    private static final String ALGORITHM = "HmacSHA256";

    /// Of a seal as text.
    static final int LENGTH = 43;

    private final Supplier<List<String>> secrets;
    private final String serverName;
    private volatile Keys keys = new Keys(List.of(), List.of());

    /// @param secrets the one to use first, then those that are accepted as well
    public Seal(Supplier<List<String>> secrets, String serverName) {
        this.secrets = secrets;
        this.serverName = serverName;
    }

    /// Whether messages without a seal are refused.
    boolean isNeeded() {
        return !macs().isEmpty();
    }

    /// The seal of a message; empty without a secret.
    byte[] of(byte[] body) {
        List<Mac> macs = macs();
        return macs.isEmpty() ? new byte[0] : text(macs.getFirst(), body);
    }

    boolean fits(String mark, byte[] body) {
        byte[] given = mark.getBytes(StandardCharsets.US_ASCII);
        boolean fits = false;
        for (Mac mac : macs()) {
            fits |= MessageDigest.isEqual(text(mac, body), given);
        }
        return fits;
    }

    private static byte[] text(Mac mac, byte[] body) {
        try {
            Mac own = (Mac) mac.clone();
            return Base64.getUrlEncoder().withoutPadding().encode(own.doFinal(body));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<Mac> macs() {
        List<String> now = secrets.get();
        Keys known = keys;
        if (!known.secrets().equals(now)) {
            known = new Keys(now, now.stream().map(this::mac).toList());
            keys = known;
        }
        return known.macs();
    }

    /// A key for the bus alone, so that a seal says nothing of what processes show each other over HTTP.
    private Mac mac(String secret) {
        try {
            Mac derive = Mac.getInstance(ALGORITHM);
            derive.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] key = derive.doFinal(("bus of " + serverName).getBytes(StandardCharsets.UTF_8));
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Keys(List<String> secrets, List<Mac> macs) {
        Keys {
            secrets = List.copyOf(secrets);
            macs = new ArrayList<>(macs);
        }
    }
}
