package io.heddle.web.auth;

import io.heddle.web.endpoint.Argument;
import io.heddle.web.endpoint.ArgumentSource;
import io.heddle.web.endpoint.Call;
import io.heddle.web.request.RequestNotes;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/// Tells endpoints which server asks. The header is looked at before the body is read, the signature before anything else of
/// the request. https://spec.matrix.org/v1.19/server-server-api/#request-authentication
@Component
final class OriginSource implements ArgumentSource {
    private final OriginAuthenticator authenticator;

    OriginSource(OriginAuthenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public @Nullable Argument of(MethodParameter parameter) {
        return parameter.getParameterType() == Origin.class ? new OriginArgument() : null;
    }

    private final class OriginArgument implements Argument {
        @Override
        public boolean takesBody() {
            return true;
        }

        @Override
        public void admit(Call call) {
            headers(call);
        }

        @Override
        public Origin value(Call call) {
            Origin origin =
                    authenticator.authenticate(
                            call.request().getMethod().name(),
                            uri(call),
                            headers(call),
                            call.body());
            RequestNotes.of(call.exchange()).requester(origin.server().value());
            return origin;
        }

        private List<XMatrix> headers(Call call) {
            return authenticator.headers(
                    call.request().getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION));
        }
    }

    private static String uri(Call call) {
        URI uri = call.request().getURI();
        String query = uri.getRawQuery();
        return query == null ? uri.getRawPath() : uri.getRawPath() + "?" + query;
    }
}
