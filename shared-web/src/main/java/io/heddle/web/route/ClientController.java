package io.heddle.web.route;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// A controller of client-server endpoints that live in `v3` and so answer under the older prefixes too.
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RestController
@RequestMapping({
    "/_matrix/client/v3",
    "/_matrix/client/r0",
    "/_matrix/client/unstable",
    "/_matrix/client/api/v1",
    "/_matrix/client/v2_alpha"
})
public @interface ClientController {}
