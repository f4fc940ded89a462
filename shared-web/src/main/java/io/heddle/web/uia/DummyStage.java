package io.heddle.web.uia;

import io.heddle.storage.account.UiaSession;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/// Proves nothing, always succeeds: where nothing is asked, it marks a flow apart.
@Component
class DummyStage implements Stage {

    @Override
    public String type() {
        return DUMMY;
    }

    @Override
    public JsonNode prove(ObjectNode auth, UiaSession session, String address) {
        return BooleanNode.TRUE;
    }
}
