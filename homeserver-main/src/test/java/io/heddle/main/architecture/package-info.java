/// The rules of the code base that the compiler cannot check: module direction, package names, injected time, null marks.
@NullMarked
package io.heddle.main.architecture;

import org.jspecify.annotations.NullMarked;
