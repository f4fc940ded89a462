package io.heddle.e2e.account;

import io.heddle.testing.TestClient.Answer;

/// Bodies that answer a user-interactive challenge.
final class Proof {
    private Proof() {}

    static String password(Answer challenge, String password) {
        return "{\"auth\":" + auth(challenge, password) + "}";
    }

    static String auth(Answer challenge, String password) {
        return "{\"type\":\"m.login.password\",\"session\":\"%s\",\"password\":\"%s\"}"
                .formatted(challenge.text("session"), password);
    }
}
