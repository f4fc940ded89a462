/// What logging in, registering and account settings share: passwords, user names, answers.
@NullMarked
package io.heddle.web.account;

import org.jspecify.annotations.NullMarked;
