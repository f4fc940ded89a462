package io.heddle.federation.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The path of an endpoint, filled in and percent-encoded, with its query.
///
///     RequestPath.of("/_matrix/federation/v1/user/devices/{userId}", user.value()).with("x", "1")
///
/// @param endpoint the template, the same for all requests to the endpoint
public record RequestPath(String endpoint, String uri) {
    private static final Pattern VARIABLE = Pattern.compile("\\{[a-zA-Z]+}");

    public static RequestPath of(String endpoint, String... values) {
        List<String> encoded = new ArrayList<>();
        for (String value : values) {
            encoded.add(encode(value));
        }
        Matcher matcher = VARIABLE.matcher(endpoint);
        String path = matcher.replaceAll(match -> Matcher.quoteReplacement(encoded.removeFirst()));
        return new RequestPath(endpoint, path);
    }

    /// The path with one more parameter; without it for null.
    public RequestPath with(String name, @Nullable String value) {
        if (value == null) {
            return this;
        }
        String separator = uri.indexOf('?') < 0 ? "?" : "&";
        return new RequestPath(endpoint, uri + separator + encode(name) + "=" + encode(value));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
