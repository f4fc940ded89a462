package io.heddle.web.endpoint;

import org.jspecify.annotations.Nullable;

/// How one parameter of an endpoint is had from a request.
public interface Argument {

    /// A first look before the body is read, on an event loop: must not block. Throws to refuse the request.
    default void admit(Call call) {}

    /// Whether the value depends on the body, which is read only for endpoints that need it.
    default boolean takesBody() {
        return false;
    }

    /// The value, on the request's own thread: may block.
    @Nullable Object value(Call call);
}
