package io.heddle.storage.e2ee;

import io.heddle.protocol.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import tools.jackson.databind.JsonNode;

/// A key given out.
///
/// @param name `algorithm:id`
/// @param key a text or an object, in JSON
public record ClaimedKey(KeyClaim claim, String name, byte[] key) {
    public JsonNode json() {
        return Json.parse(key);
    }

    static ClaimedKey of(ResultSet row, int number) throws SQLException {
        String algorithm = row.getString("algorithm");
        return new ClaimedKey(
                new KeyClaim(row.getString("user_id"), row.getString("device_id"), algorithm),
                algorithm + ":" + row.getString("key_id"),
                row.getBytes("key"));
    }
}
