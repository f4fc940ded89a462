package io.heddle.web.auth;

import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.web.auth.Authenticator.Credentials;
import io.heddle.web.endpoint.Argument;
import io.heddle.web.endpoint.ArgumentSource;
import io.heddle.web.endpoint.Call;
import io.heddle.web.request.RequestNotes;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;

/// Tells endpoints who asks. https://spec.matrix.org/v1.19/client-server-api/#client-authentication
@Component
final class RequesterSource implements ArgumentSource {
    private static final String BEARER = "Bearer ";

    private final Authenticator authenticator;
    private final boolean queryTokens;

    RequesterSource(Authenticator authenticator, HomeserverSettings settings) {
        this.authenticator = authenticator;
        this.queryTokens = settings.allowQueryTokens();
    }

    @Override
    public @Nullable Argument of(MethodParameter parameter) {
        return parameter.getParameterType() == Requester.class
                ? new RequesterArgument(
                        !parameter
                                .getParameter()
                                .getAnnotatedType()
                                .isAnnotationPresent(Nullable.class),
                        parameter.hasMethodAnnotation(GuestsAllowed.class),
                        parameter.hasMethodAnnotation(LockedAllowed.class))
                : null;
    }

    private final class RequesterArgument implements Argument {
        private final boolean required;
        private final boolean guests;
        private final boolean locked;

        RequesterArgument(boolean required, boolean guests, boolean locked) {
            this.required = required;
            this.guests = guests;
            this.locked = locked;
        }

        @Override
        public void admit(Call call) {
            if (required && token(call) == null) {
                throw new MatrixException(401, "M_MISSING_TOKEN", "Missing access token");
            }
        }

        @Override
        public @Nullable Requester value(Call call) {
            String token = token(call);
            if (token == null) {
                return null;
            }
            Credentials credentials = credentials(call, token);
            Requester cached = authenticator.cached(credentials);
            Requester requester = cached == null ? authenticator.authenticate(credentials) : cached;
            if (requester.guest() && !guests) {
                throw new MatrixException(
                        403, "M_GUEST_ACCESS_FORBIDDEN", "Guest access not allowed");
            }
            RequestNotes.of(call.exchange()).requester(requester.label());
            return requester;
        }

        private @Nullable String token(Call call) {
            String header = call.request().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
            if (header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                return header.substring(BEARER.length()).strip();
            }
            return queryTokens ? call.request().getQueryParams().getFirst("access_token") : null;
        }

        private Credentials credentials(Call call, String token) {
            MultiValueMap<String, String> query = call.request().getQueryParams();
            String device = query.getFirst("device_id");
            InetSocketAddress remote = call.request().getRemoteAddress();
            return new Credentials(
                    token,
                    query.getFirst("user_id"),
                    device == null ? query.getFirst("org.matrix.msc3202.device_id") : device,
                    locked,
                    remote == null || remote.getAddress() == null
                            ? null
                            : NetUtil.toAddressString(remote.getAddress()),
                    call.request().getHeaders().getFirst(HttpHeaders.USER_AGENT));
        }
    }
}
