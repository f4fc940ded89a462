package io.heddle.e2e;

import io.heddle.testing.TestClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// What most tests of rooms start from: two users a class, and for each test a public room that alice made.
public abstract class AliceAndBob {
    protected static HeddleServer heddle;
    protected static TestClient alice;
    protected static TestClient bob;
    protected String room;

    @BeforeAll
    static void register() {
        heddle = HeddleServer.shared();
        alice = heddle.user("alice");
        bob = heddle.user("bob");
    }

    @BeforeEach
    void makeARoom() {
        room = alice.createRoom("{\"preset\":\"public_chat\"}");
    }
}
