package io.heddle.web.request;

import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.database.DatabaseUse;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;

/// One line for each request, as operators of Synapse read it:
///
///     127.0.0.1 - 8008 - {@alice:example.org} Processed request: 0.012sec/0.001sec ru=(0.000sec, 0.000sec)
///         db=(0.000sec/0.004sec/2) 53B 200 "GET /_matrix/client/v3/sync?timeout=0 HTTP/1.1" "a client" [3 dbevts]
///
/// client, port, requester; seconds until the answer was ready and then until it was sent; processor time, which is not
/// measured here; waiting for database connections, using them, how many; the answer's bytes and status, with `!` when the
/// client was gone first; events read from the database. Secrets in the query are left out.
@Component
class RequestLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.heddle.requests");
    private static final int SERVER_ERROR = 500;
    private static final Pattern SECRETS =
            Pattern.compile(
                    "([?&][^=&]*(?:%|token|secret|password)[^=&]*=)[^&]*",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\"\\\\]");

    private final boolean enabled;
    private final long slowerThanNanos;

    RequestLog(HomeserverSettings settings) {
        this.enabled = settings.requestLog().enabled();
        this.slowerThanNanos = settings.requestLog().slowerThan().toNanos();
    }

    void write(Ending ending) {
        if (!enabled || ending.nanos() < slowerThanNanos && ending.status() < SERVER_ERROR) {
            return;
        }
        Level level = isProbe(ending.request().getPath().value()) ? Level.DEBUG : Level.INFO;
        if (LOG.isEnabledForLevel(level)) {
            LOG.atLevel(level).log(line(ending));
        }
    }

    /// What machines ask every few seconds is of no interest.
    private static boolean isProbe(String path) {
        return path.equals("/health")
                || path.equals("/_synapse/metrics")
                || path.startsWith("/actuator/");
    }

    private static String line(Ending ending) {
        ServerHttpRequest request = ending.request();
        RequestNotes notes = ending.notes();
        long processedAt = notes == null ? 0 : notes.processedAt();
        long processing = processedAt == 0 ? ending.nanos() : processedAt - ending.startedAt();
        DatabaseUse.Amount database = notes == null ? DatabaseUse.Amount.NONE : notes.database();
        StringBuilder line = new StringBuilder(256);
        line.append(host(request.getRemoteAddress())).append(" - ");
        line.append(port(request.getLocalAddress())).append(" - {");
        line.append(notes == null ? "" : notes.requester()).append("} Processed request: ");
        seconds(line, processing).append('/');
        seconds(line, ending.nanos() - processing).append(" ru=(0.000sec, 0.000sec) db=(");
        seconds(line, database.waitNanos()).append('/');
        seconds(line, database.busyNanos()).append('/');
        line.append(database.transactions()).append(") ").append(ending.bytes()).append("B ");
        line.append(ending.status()).append(ending.complete() ? " \"" : "! \"");
        line.append(request.getMethod().name()).append(' ').append(uri(request)).append(' ');
        line.append(protocol(request)).append("\" \"").append(userAgent(request)).append("\" [");
        return line.append(database.events()).append(" dbevts]").toString();
    }

    private static StringBuilder seconds(StringBuilder line, long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(Math.max(0, nanos) + 500_000);
        line.append(millis / 1000).append('.');
        long rest = millis % 1000;
        if (rest < 100) {
            line.append('0');
        }
        if (rest < 10) {
            line.append('0');
        }
        return line.append(rest).append("sec");
    }

    private static String uri(ServerHttpRequest request) {
        String path = request.getPath().value();
        String query = request.getURI().getRawQuery();
        return query == null ? path : path + redacted("?" + query);
    }

    /// A name may hide its letters behind percent signs: its value is left out as well.
    static String redacted(String query) {
        return SECRETS.matcher(query).replaceAll("$1<redacted>");
    }

    private static String userAgent(ServerHttpRequest request) {
        String agent = request.getHeaders().getFirst(HttpHeaders.USER_AGENT);
        return agent == null ? "-" : CONTROL.matcher(agent).replaceAll("_");
    }

    private static String protocol(ServerHttpRequest request) {
        Object netty = ServerHttpRequestDecorator.getNativeRequest(request);
        return netty instanceof reactor.netty.http.server.HttpServerRequest known
                ? known.version().text()
                : "HTTP/1.1";
    }

    private static String host(@Nullable InetSocketAddress address) {
        return address == null || address.getAddress() == null
                ? "-"
                : address.getAddress().getHostAddress();
    }

    private static int port(@Nullable InetSocketAddress address) {
        return address == null ? 0 : address.getPort();
    }
}
