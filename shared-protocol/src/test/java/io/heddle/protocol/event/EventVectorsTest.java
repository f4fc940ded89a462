package io.heddle.protocol.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.protocol.Vectors;
import io.heddle.protocol.json.Json;
import io.heddle.protocol.room.RoomVersions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Tag("APX-02")
class EventVectorsTest {
    @Test
    void givesThePublishedHashesAndSignatures() {
        for (JsonNode vector : Json.array(Vectors.signing(), "event")) {
            ObjectNode event = Json.object(vector, "input").deepCopy();
            EventSigner.seal(event, RoomVersions.V1, Vectors.server(), Vectors.key());

            assertThat(event).isEqualTo(vector.get("signed"));
            assertThat(ContentHash.matches(event)).isTrue();
        }
    }
}
