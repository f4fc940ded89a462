package io.heddle.web.route;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// A controller of client-server endpoints that live in `v1` of the versioned-by-endpoint scheme. An endpoint's old
/// unstable path is given as a second pattern of its method, in a controller of its own prefix.
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@RestController
@RequestMapping("/_matrix/client/v1")
public @interface ClientV1Controller {}
