package io.heddle.replication.internal;

import io.heddle.replication.instance.Instance;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/// Something that other processes may ask of this one: a bean beside its local implementation.
public interface InternalEndpoint {
    /// The last part of the address, such as `room_writer`.
    String name();

    /// Answers a call. A [io.heddle.protocol.error.MatrixException] reaches the caller as it is, a
    /// [io.heddle.replication.duty.LeaseLostException] makes it look for who holds the duty now.
    ObjectNode answer(Instance caller, ObjectNode request);

    /// An endpoint that answers everyone alike.
    static InternalEndpoint of(String name, UnaryOperator<ObjectNode> answer) {
        return new InternalEndpoint() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public ObjectNode answer(Instance caller, ObjectNode request) {
                return answer.apply(request);
            }
        };
    }
}
