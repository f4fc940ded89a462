package io.heddle.events.send;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.event.Pdu;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.id.InvalidIdentifierException;
import io.heddle.protocol.id.RoomAlias;
import io.heddle.storage.alias.RoomAliases;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomState;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// New aliases in `m.room.canonical_alias` must be aliases, and of this room.
/// https://spec.matrix.org/v1.19/client-server-api/#mroomcanonical_alias
@Component
class CanonicalAliases {
    private static final StateKey KEY = new StateKey("m.room.canonical_alias", "");

    private final RoomAliases aliases;
    private final RoomState state;

    CanonicalAliases(RoomAliases aliases, RoomState state) {
        this.aliases = aliases;
        this.state = state;
    }

    /// Fails with 400 M_INVALID_PARAM for what is no alias, and 400 M_BAD_ALIAS for one that does not point to the room.
    void check(Room room, ObjectNode content) {
        Set<String> added = named(content, true);
        Pdu present = state.current(room.nid(), KEY).orElse(null);
        if (present != null) {
            added.removeAll(named(present.content(), false));
        }
        if (added.isEmpty()) {
            return;
        }
        added.forEach(CanonicalAliases::requireValid);
        Set<String> elsewhere = new HashSet<>(added);
        elsewhere.removeAll(aliases.pointingTo(room.nid(), List.copyOf(added)));
        if (!elsewhere.isEmpty()) {
            throw new MatrixException(
                    400,
                    "M_BAD_ALIAS",
                    "The alias " + elsewhere.iterator().next() + " does not point to this room");
        }
    }

    private static Set<String> named(ObjectNode content, boolean strict) {
        Set<String> named = new LinkedHashSet<>();
        add(named, content.get("alias"), strict);
        JsonNode others = content.get("alt_aliases");
        if (others != null && others.isArray()) {
            others.forEach(alias -> add(named, alias, strict));
        } else if (others != null && !others.isNull() && strict) {
            throw MatrixException.invalidParam("alt_aliases must be a list");
        }
        return named;
    }

    private static void add(Set<String> named, @Nullable JsonNode alias, boolean strict) {
        if (alias == null || alias.isNull()) {
            return;
        }
        if (alias.isString()) {
            if (!alias.stringValue().isEmpty()) {
                named.add(alias.stringValue());
            }
        } else if (strict) {
            throw MatrixException.invalidParam("An alias must be a string");
        }
    }

    private static void requireValid(String alias) {
        try {
            RoomAlias.parse(alias);
        } catch (InvalidIdentifierException e) {
            throw MatrixException.invalidParam("Not an alias: " + alias);
        }
        if (alias.indexOf('\0') >= 0) {
            throw MatrixException.invalidParam("Not an alias: it holds U+0000");
        }
    }
}
