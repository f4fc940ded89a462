package io.heddle.client.backup;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.RoomId;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.BackedUpKey;
import io.heddle.storage.e2ee.KeyBackup;
import io.heddle.storage.e2ee.KeyBackups;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// Keys in backups. https://spec.matrix.org/v1.19/client-server-api/#server-side-key-backups
@ClientController
class BackedUpKeysController {
    private final KeyBackups backups;

    BackedUpKeysController(KeyBackups backups) {
        this.backups = backups;
    }

    @PutMapping("/room_keys/keys")
    ObjectNode put(
            Requester requester, @RequestParam String version, @RequestBody ObjectNode body) {
        return put(requester, version, BackedUpKeysBody.rooms(body));
    }

    @PutMapping("/room_keys/keys/{roomId}")
    ObjectNode putOfRoom(
            Requester requester,
            @PathVariable RoomId roomId,
            @RequestParam String version,
            @RequestBody ObjectNode body) {
        return put(requester, version, BackedUpKeysBody.sessions(roomId, body));
    }

    @PutMapping("/room_keys/keys/{roomId}/{sessionId}")
    ObjectNode putOne(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable String sessionId,
            @RequestParam String version,
            @RequestBody ObjectNode body) {
        return put(requester, version, List.of(BackedUpKeysBody.key(roomId, sessionId, body)));
    }

    private ObjectNode put(Requester requester, String version, List<BackedUpKey> keys) {
        return state(backups.put(requester.userId(), BackupVersion.parse(version), keys));
    }

    @GetMapping("/room_keys/keys")
    ResponseEntity<byte[]> get(Requester requester, @RequestParam String version) {
        BackedUpKeysWriter writer = new BackedUpKeysWriter();
        backups.read(requester.userId(), BackupVersion.parse(version), null, null, writer::room);
        return json(writer.roomBytes());
    }

    @GetMapping("/room_keys/keys/{roomId}")
    ResponseEntity<byte[]> getOfRoom(
            Requester requester, @PathVariable RoomId roomId, @RequestParam String version) {
        BackedUpKeysWriter writer = new BackedUpKeysWriter();
        backups.read(
                requester.userId(), BackupVersion.parse(version), roomId, null, writer::session);
        return json(writer.sessionBytes());
    }

    @GetMapping("/room_keys/keys/{roomId}/{sessionId}")
    ResponseEntity<byte[]> getOne(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable String sessionId,
            @RequestParam String version) {
        BackedUpKeysWriter writer = new BackedUpKeysWriter();
        backups.read(
                requester.userId(),
                BackupVersion.parse(version),
                roomId,
                sessionId,
                writer::single);
        if (writer.isEmpty()) {
            throw MatrixException.notFound("No such key in the backup");
        }
        return json(writer.keyBytes());
    }

    @DeleteMapping("/room_keys/keys")
    ObjectNode delete(Requester requester, @RequestParam String version) {
        return state(
                backups.deleteKeys(requester.userId(), BackupVersion.parse(version), null, null));
    }

    @DeleteMapping("/room_keys/keys/{roomId}")
    ObjectNode deleteOfRoom(
            Requester requester, @PathVariable RoomId roomId, @RequestParam String version) {
        return state(
                backups.deleteKeys(requester.userId(), BackupVersion.parse(version), roomId, null));
    }

    @DeleteMapping("/room_keys/keys/{roomId}/{sessionId}")
    ObjectNode deleteOne(
            Requester requester,
            @PathVariable RoomId roomId,
            @PathVariable String sessionId,
            @RequestParam String version) {
        return state(
                backups.deleteKeys(
                        requester.userId(), BackupVersion.parse(version), roomId, sessionId));
    }

    private static ObjectNode state(KeyBackup backup) {
        return Json.object().put("count", backup.count()).put("etag", Long.toString(backup.etag()));
    }

    private static ResponseEntity<byte[]> json(byte[] bytes) {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(bytes);
    }
}
