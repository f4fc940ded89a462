package io.heddle.federation.client;

import io.heddle.protocol.id.ServerName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A request to another server.
///
/// @param content null for none
/// @param signed whether it says who asks; keys are asked for unsigned
/// @param timeout of one attempt; null for the settings' `client_timeout`
/// @param retries how often it is tried again
/// @param ignoresBackOff it is sent even to a server that is left alone, and its failure is not held against that
/// @param backsOffOn404 a server without the endpoint, or what it is about, counts as failing
/// @param maxBytes of the answer
public record FederationRequest(
        ServerName destination,
        String method,
        RequestPath path,
        @Nullable ObjectNode content,
        boolean signed,
        @Nullable Duration timeout,
        Retries retries,
        boolean ignoresBackOff,
        boolean backsOffOn404,
        int maxBytes) {
    private static final int DEFAULT_MAX_BYTES = 10 * 1024 * 1024;

    /// How often a request is tried again when the server fails.
    public enum Retries {
        /// Not at all: the request must not be carried out twice, or somebody waits who asks others as well.
        NONE,
        /// As somebody waits: `max_short_retries`.
        SHORT,
        /// As nobody waits: `max_long_retries`.
        LONG
    }

    public static FederationRequest get(ServerName destination, RequestPath path) {
        return of(destination, "GET", path, null);
    }

    public static FederationRequest post(
            ServerName destination, RequestPath path, ObjectNode content) {
        return of(destination, "POST", path, content);
    }

    public static FederationRequest put(
            ServerName destination, RequestPath path, ObjectNode content) {
        return of(destination, "PUT", path, content);
    }

    private static FederationRequest of(
            ServerName to, String method, RequestPath path, @Nullable ObjectNode content) {
        return new FederationRequest(
                to,
                method,
                path,
                content,
                true,
                null,
                Retries.NONE,
                false,
                false,
                DEFAULT_MAX_BYTES);
    }

    public FederationRequest unsigned() {
        return new FederationRequest(
                destination,
                method,
                path,
                content,
                false,
                timeout,
                retries,
                ignoresBackOff,
                backsOffOn404,
                maxBytes);
    }

    public FederationRequest within(Duration attempt) {
        return new FederationRequest(
                destination,
                method,
                path,
                content,
                signed,
                attempt,
                retries,
                ignoresBackOff,
                backsOffOn404,
                maxBytes);
    }

    public FederationRequest retrying(Retries often) {
        return new FederationRequest(
                destination,
                method,
                path,
                content,
                signed,
                timeout,
                often,
                ignoresBackOff,
                backsOffOn404,
                maxBytes);
    }

    public FederationRequest ignoringBackOff() {
        return new FederationRequest(
                destination,
                method,
                path,
                content,
                signed,
                timeout,
                retries,
                true,
                backsOffOn404,
                maxBytes);
    }

    public FederationRequest backingOffOn404() {
        return new FederationRequest(
                destination,
                method,
                path,
                content,
                signed,
                timeout,
                retries,
                ignoresBackOff,
                true,
                maxBytes);
    }

    public FederationRequest upTo(int bytes) {
        return new FederationRequest(
                destination,
                method,
                path,
                content,
                signed,
                timeout,
                retries,
                ignoresBackOff,
                backsOffOn404,
                bytes);
    }
}
