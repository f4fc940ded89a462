package io.heddle.web.auth;

import io.heddle.protocol.crypto.JsonSigner;
import io.heddle.protocol.crypto.SigningKey;
import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// An `Authorization` header of the scheme X-Matrix: read leniently, written strictly.
/// https://spec.matrix.org/v1.19/server-server-api/#request-authentication
///
/// @param destination null when an old server left it out
/// @param signature in base64
public record XMatrix(
        ServerName origin, @Nullable String destination, String keyId, String signature) {
    public static final String SCHEME = "X-Matrix";
    private static final int MAX_LENGTH = 4096;

    /// What the signature covers.
    ///
    /// @param uri path and query as on the request line
    public static ObjectNode signed(
            String method,
            String uri,
            ServerName origin,
            @Nullable String destination,
            @Nullable ObjectNode content) {
        ObjectNode signed = Json.object();
        signed.put("method", method).put("uri", uri).put("origin", origin.value());
        if (destination != null) {
            signed.put("destination", destination);
        }
        if (content != null) {
            signed.set("content", content);
        }
        return signed;
    }

    public static XMatrix sign(
            String method,
            String uri,
            ServerName origin,
            ServerName destination,
            @Nullable ObjectNode content,
            SigningKey key) {
        ObjectNode signed = signed(method, uri, origin, destination.value(), content);
        JsonSigner.sign(signed, origin.value(), key);
        String signature =
                Json.string(
                        Json.object(Json.object(signed, "signatures"), origin.value()),
                        key.keyId());
        return new XMatrix(
                origin, destination.value(), key.keyId(), Objects.requireNonNull(signature));
    }

    /// The header's value.
    public String header() {
        StringBuilder header = new StringBuilder(SCHEME).append(" origin=\"").append(origin);
        if (destination != null) {
            header.append("\",destination=\"").append(destination);
        }
        return header.append("\",key=\"")
                .append(keyId)
                .append("\",sig=\"")
                .append(signature)
                .append('"')
                .toString();
    }

    static boolean isXMatrix(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && header.length() > SCHEME.length()
                && isSpace(header.charAt(SCHEME.length()));
    }

    /// Reads a header's value; fails with 401 M_UNAUTHORIZED when it is malformed.
    public static XMatrix parse(String header) {
        if (!isXMatrix(header) || header.length() > MAX_LENGTH) {
            throw malformed();
        }
        Map<String, String> parameters = new Reader(header, SCHEME.length()).parameters();
        String origin = parameters.get("origin");
        String key = parameters.get("key");
        String signature = parameters.get("sig");
        if (origin == null || key == null || signature == null || !ServerName.isValid(origin)) {
            throw malformed();
        }
        return new XMatrix(ServerName.parse(origin), parameters.get("destination"), key, signature);
    }

    private static MatrixException malformed() {
        return new MatrixException(401, "M_UNAUTHORIZED", "Malformed Authorization header");
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    /// Walks over `name=value, name="va\"lue"`.
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text, int from) {
            this.text = text;
            this.at = from;
        }

        Map<String, String> parameters() {
            Map<String, String> parameters = new HashMap<>();
            skip();
            while (at < text.length()) {
                String name = name();
                String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
                if (parameters.put(name, value) != null) {
                    throw malformed();
                }
                skipSpace();
                if (at < text.length() && text.charAt(at) != ',') {
                    throw malformed();
                }
                skip();
            }
            return parameters;
        }

        private String name() {
            int equals = text.indexOf('=', at);
            if (equals <= at) {
                throw malformed();
            }
            String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            at = equals + 1;
            skipSpace();
            return name;
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return value.toString();
                }
                if (c == '\\' && ++at == text.length()) {
                    break;
                }
                value.append(text.charAt(at));
            }
            throw malformed();
        }

        private String token() {
            int start = at;
            while (at < text.length() && text.charAt(at) != ',' && !isSpace(text.charAt(at))) {
                if (text.charAt(at) == '"') {
                    throw malformed();
                }
                at++;
            }
            return text.substring(start, at);
        }

        private void skipSpace() {
            while (at < text.length() && isSpace(text.charAt(at))) {
                at++;
            }
        }

        /// Empty list elements are allowed, RFC 9110, 5.6.1.
        private void skip() {
            while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == ',')) {
                at++;
            }
        }
    }
}
