package io.heddle.client.backup;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.storage.e2ee.KeyBackup;
import io.heddle.storage.e2ee.KeyBackups;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// Versions of key backups. https://spec.matrix.org/v1.19/client-server-api/#server-side-key-backups
@ClientController
class BackupVersionController {
    private static final int MAX_ALGORITHM = 255;

    private final KeyBackups backups;

    BackupVersionController(KeyBackups backups) {
        this.backups = backups;
    }

    @PostMapping("/room_keys/version")
    ObjectNode create(Requester requester, @RequestBody ObjectNode body) {
        long version = backups.create(requester.userId(), algorithm(body), authData(body));
        return Json.object().put("version", Long.toString(version));
    }

    @GetMapping("/room_keys/version")
    ObjectNode current(Requester requester) {
        return backups.current(requester.userId())
                .map(BackupVersionController::show)
                .orElseThrow(() -> MatrixException.notFound("No current backup version"));
    }

    @GetMapping("/room_keys/version/{version}")
    ObjectNode get(Requester requester, @PathVariable String version) {
        return show(find(requester, version));
    }

    @PutMapping("/room_keys/version/{version}")
    ObjectNode update(
            Requester requester, @PathVariable String version, @RequestBody ObjectNode body) {
        String algorithm = algorithm(body);
        ObjectNode authData = authData(body);
        if (body.has("version") && !version.equals(Json.string(body, "version"))) {
            throw MatrixException.invalidParam("Version in body does not match");
        }
        KeyBackup backup = find(requester, version);
        if (!backup.algorithm().equals(algorithm)) {
            throw MatrixException.invalidParam("Algorithm does not match");
        }
        backups.setAuthData(requester.userId(), backup.version(), authData);
        return Json.object();
    }

    @DeleteMapping("/room_keys/version/{version}")
    ObjectNode delete(Requester requester, @PathVariable String version) {
        if (!backups.delete(requester.userId(), BackupVersion.parse(version))) {
            throw KeyBackups.unknown();
        }
        return Json.object();
    }

    private KeyBackup find(Requester requester, String version) {
        return backups.find(requester.userId(), BackupVersion.parse(version))
                .orElseThrow(KeyBackups::unknown);
    }

    private static String algorithm(ObjectNode body) {
        if (!body.has("algorithm")) {
            throw MatrixException.missingParam("algorithm");
        }
        String algorithm = Json.string(body, "algorithm");
        if (algorithm == null
                || algorithm.length() > MAX_ALGORITHM
                || algorithm.indexOf('\0') >= 0) {
            throw MatrixException.badJson("algorithm must be the name of an algorithm");
        }
        return algorithm;
    }

    private static ObjectNode authData(ObjectNode body) {
        if (!body.has("auth_data")) {
            throw MatrixException.missingParam("auth_data");
        }
        ObjectNode data = Json.object(body, "auth_data");
        if (data == null) {
            throw MatrixException.badJson("auth_data must be an object");
        }
        return data;
    }

    private static ObjectNode show(KeyBackup backup) {
        ObjectNode shown = Json.object();
        shown.put("algorithm", backup.algorithm());
        shown.set("auth_data", backup.authData());
        return shown.put("count", backup.count())
                .put("etag", Long.toString(backup.etag()))
                .put("version", Long.toString(backup.version()));
    }
}
