package io.heddle.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.room.RoomVersion;
import io.heddle.protocol.room.RoomVersions;
import java.util.List;

final class AuthAssertions {
    private AuthAssertions() {}

    static void allowed(AuthResult result) {
        assertThat(result).isEqualTo(AuthResult.ALLOWED);
    }

    static void denied(AuthResult result) {
        assertThat(result).isInstanceOf(AuthResult.Denied.class);
    }

    static void denied(AuthResult result, String reason) {
        assertThat(result).isEqualTo(AuthResult.denied(reason));
    }

    static void allowedIf(boolean expected, AuthResult result) {
        assertThat(result.isAllowed()).as(result.toString()).isEqualTo(expected);
    }

    static List<RoomVersion> versions(int from, int to) {
        return RoomVersions.ALL.subList(from - 1, to);
    }
}
