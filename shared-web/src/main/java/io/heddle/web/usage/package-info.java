/// Who may still use the server when it is full or closed, and who has all they may have.
@NullMarked
package io.heddle.web.usage;

import org.jspecify.annotations.NullMarked;
