/// How clients find the server, its login system and the people behind it.
@NullMarked
package io.heddle.main.discovery;

import org.jspecify.annotations.NullMarked;
