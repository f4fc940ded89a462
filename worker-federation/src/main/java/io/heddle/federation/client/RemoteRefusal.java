package io.heddle.federation.client;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import tools.jackson.databind.node.ObjectNode;

/// The other server answered, but not with success.
public final class RemoteRefusal extends RemoteFailure {
    private final int status;
    private final String errcode;
    private final String error;
    private final transient ObjectNode body;

    /// @param errcode `M_UNKNOWN` when the answer has none
    RemoteRefusal(ServerName server, int status, String errcode, String error, ObjectNode body) {
        super(server, told(server, status, errcode, error));
        this.status = status;
        this.errcode = errcode;
        this.error = error;
        this.body = body;
    }

    public int status() {
        return status;
    }

    public String errcode() {
        return errcode;
    }

    /// The answer as it came; empty when it was no JSON object.
    public ObjectNode body() {
        return body;
    }

    /// The other server's own words: the path is not known there, or not with this method.
    public boolean isUnrecognized() {
        return status == 404 && (errcode.equals("M_UNRECOGNIZED") || body.isEmpty())
                || status == 405 && errcode.equals("M_UNRECOGNIZED")
                || status == 400 && errcode.equals("M_UNRECOGNIZED");
    }

    /// The same refusal, for a client whose own request is refused by it.
    public MatrixException passedOn() {
        return new MatrixException(status, errcode, error);
    }

    @Override
    public MatrixException toMatrix() {
        return new MatrixException(502, "M_UNKNOWN", told(server(), status, errcode, error));
    }

    private static String told(ServerName server, int status, String errcode, String error) {
        return server + " answered " + status + " " + errcode + ": " + error;
    }
}
