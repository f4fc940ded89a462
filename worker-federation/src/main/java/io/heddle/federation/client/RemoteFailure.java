package io.heddle.federation.client;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;

/// A request to another server came to nothing.
public abstract sealed class RemoteFailure extends RuntimeException
        permits RemoteRefusal, NoAnswer {
    private final ServerName server;

    RemoteFailure(ServerName server, String message) {
        super(message, null, false, false);
        this.server = server;
    }

    public ServerName server() {
        return server;
    }

    /// How a client is told.
    public abstract MatrixException toMatrix();
}
