package io.heddle.web.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.replication.config.HomeserverSettings;
import java.util.function.IntPredicate;
import org.springframework.stereotype.Component;

/// What a new password must look like.
@Component
public class PasswordPolicy {
    private static final int LONGEST = 512;

    private final HomeserverSettings.PasswordPolicy policy;

    PasswordPolicy(HomeserverSettings settings) {
        this.policy = settings.passwordConfig().policy();
    }

    /// Fails with 400 M_WEAK_PASSWORD, or M_INVALID_PARAM for one that is too long.
    public void check(String password) {
        if (password.isEmpty() || password.length() > LONGEST || password.indexOf('\0') >= 0) {
            throw MatrixException.invalidParam("Invalid password");
        }
        if (!policy.enabled()) {
            return;
        }
        demand(
                password.length() >= policy.minimumLength(),
                "at least " + policy.minimumLength() + " characters");
        demand(!policy.requireDigit() || has(password, Character::isDigit), "a digit");
        demand(
                !policy.requireSymbol() || has(password, c -> !Character.isLetterOrDigit(c)),
                "a symbol");
        demand(
                !policy.requireLowercase() || has(password, Character::isLowerCase),
                "a lower-case letter");
        demand(
                !policy.requireUppercase() || has(password, Character::isUpperCase),
                "an upper-case letter");
    }

    private static boolean has(String password, IntPredicate kind) {
        return password.codePoints().anyMatch(kind);
    }

    private static void demand(boolean met, String what) {
        if (!met) {
            throw new MatrixException(400, "M_WEAK_PASSWORD", "The password needs " + what);
        }
    }
}
