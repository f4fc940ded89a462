package io.heddle.web.endpoint;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;

/// Gives endpoints a kind of parameter of its own, such as who asks. Values of sources are had before those of Spring's
/// annotations, so that a missing token is told before a bad body.
public interface ArgumentSource {

    /// How to have that parameter; null when it is none of this source's. Asked once a parameter, at the start.
    @Nullable Argument of(MethodParameter parameter);
}
