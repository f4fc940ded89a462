/// Makes a Spring Boot application a member of the system: what the other packages need, put together by its settings.
@NullMarked
package io.heddle.replication.starter;

import org.jspecify.annotations.NullMarked;
