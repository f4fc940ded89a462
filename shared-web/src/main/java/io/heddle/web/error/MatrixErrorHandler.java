package io.heddle.web.error;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.InvalidIdentifierException;
import io.heddle.protocol.json.CanonicalJsonException;
import io.heddle.protocol.json.Json;
import io.heddle.replication.duty.LeaseLostException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/// Turns every failure into a Matrix error response.
/// https://spec.matrix.org/v1.19/client-server-api/#standard-error-response
@Component
@Order(-2)
class MatrixErrorHandler implements WebExceptionHandler {
    private static final String UNSTORABLE_CHARACTER = "22021";
    private static final Logger LOG = LoggerFactory.getLogger(MatrixErrorHandler.class);

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        MatrixException error = toMatrix(failure);
        if (error.status() >= 500 && error != failure) {
            LOG.error(
                    "{} {} failed",
                    exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath(),
                    failure);
        }
        if (failure instanceof ErrorResponse refused) {
            response.getHeaders().addAll(refused.getHeaders());
        }
        response.setStatusCode(HttpStatusCode.valueOf(error.status()));
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        Object retryAfterMs = error.extra().get("retry_after_ms");
        if (error.status() == 429 && retryAfterMs instanceof Number ms) {
            response.getHeaders()
                    .set(HttpHeaders.RETRY_AFTER, Long.toString((ms.longValue() + 999) / 1000));
        }
        byte[] json = Json.bytes(body(error));
        response.getHeaders().setContentLength(json.length);
        DataBuffer body = response.bufferFactory().wrap(json);
        return response.writeWith(Mono.just(body));
    }

    private static ObjectNode body(MatrixException error) {
        ObjectNode body = Json.object();
        if (!error.errcode().isEmpty()) {
            body.put("errcode", error.errcode());
            body.put("error", error.getMessage());
        }
        error.extra().forEach((key, value) -> body.set(key, Json.MAPPER.valueToTree(value)));
        return body;
    }

    private static MatrixException toMatrix(Throwable failure) {
        return switch (failure) {
            case MatrixException matrix -> matrix;
            case InvalidIdentifierException invalid ->
                    MatrixException.invalidParam(message(invalid));
            case CanonicalJsonException unstorable -> MatrixException.badJson(message(unstorable));
            case DataAccessException data when isUnstorableText(data) ->
                    MatrixException.invalidParam("U+0000 is not allowed here");
            case LeaseLostException moved ->
                    new MatrixException(503, "M_UNKNOWN", "The room is moving: try again");
            case MethodNotAllowedException notAllowed -> MatrixException.unrecognized(405);
            case MissingRequestValueException missing ->
                    MatrixException.missingParam(missing.getName());
            case ServerWebInputException input -> input(input);
            case ResponseStatusException status -> status(status);
            default -> causedByMatrix(failure);
        };
    }

    private static MatrixException input(ServerWebInputException failure) {
        MatrixException inner = inner(failure);
        if (inner != null) {
            return inner;
        }
        if (failure.getReason() != null
                && failure.getReason()
                        .toLowerCase(java.util.Locale.ROOT)
                        .contains("request body")) {
            return MatrixException.notJson("Content is not JSON");
        }
        return MatrixException.invalidParam("Invalid value of a parameter");
    }

    /// PostgreSQL's text holds no U+0000. Where that comes from a request, it is found by the statement it would have to be in.
    private static boolean isUnstorableText(DataAccessException failure) {
        return failure.getMostSpecificCause() instanceof SQLException sql
                && UNSTORABLE_CHARACTER.equals(sql.getSQLState());
    }

    private static MatrixException status(ResponseStatusException failure) {
        int status = failure.getStatusCode().value();
        return switch (status) {
            case 404 -> MatrixException.unrecognized(404);
            case 405 -> MatrixException.unrecognized(405);
            case 413 -> MatrixException.tooLarge("Request body too large");
            default -> new MatrixException(status, "M_UNKNOWN", "Request refused");
        };
    }

    private static MatrixException causedByMatrix(Throwable failure) {
        MatrixException inner = inner(failure);
        if (inner != null) {
            return inner;
        }
        return isUnstorableText(failure)
                ? MatrixException.invalidParam("NUL characters are not allowed")
                : new MatrixException(500, "M_UNKNOWN", "Internal server error");
    }

    /// PostgreSQL takes no text with NUL characters: whoever sent it made a mistake, not the server.
    private static boolean isUnstorableText(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return "22021".equals(sql.getSQLState()) || "22P05".equals(sql.getSQLState());
            }
        }
        return false;
    }

    private static @Nullable MatrixException inner(Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof MatrixException matrix) {
                return matrix;
            }
            if (cause instanceof InvalidIdentifierException invalid) {
                return MatrixException.invalidParam(message(invalid));
            }
        }
        return null;
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? "Invalid identifier" : failure.getMessage();
    }
}
