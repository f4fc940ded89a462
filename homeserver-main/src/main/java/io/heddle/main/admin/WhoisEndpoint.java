package io.heddle.main.admin;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.LastSeen;
import io.heddle.storage.account.LastSeen.Connection;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/// `GET /admin/whois/{userId}`: for administrators, and for oneself.
/// https://spec.matrix.org/v1.19/client-server-api/#get_matrixclientv3adminwhoisuserid
@ClientController
class WhoisEndpoint {
    private final Accounts accounts;
    private final LastSeen lastSeen;

    WhoisEndpoint(Accounts accounts, LastSeen lastSeen) {
        this.accounts = accounts;
        this.lastSeen = lastSeen;
    }

    @GetMapping("/admin/whois/{userId}")
    Whois whois(Requester requester, @PathVariable UserId userId) {
        if (!requester.userId().equals(userId)) {
            AdminCheck.require(requester);
            if (!accounts.exists(userId)) {
                throw MatrixException.notFound("No such user");
            }
        }
        Map<String, List<Connection>> byDevice =
                lastSeen.ofUser(userId).stream()
                        .collect(
                                Collectors.groupingBy(
                                        Connection::deviceId,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        Map<String, DeviceInfo> devices = new LinkedHashMap<>();
        byDevice.forEach((device, connections) -> devices.put(device, DeviceInfo.of(connections)));
        return new Whois(userId.value(), devices);
    }

    record Whois(String userId, Map<String, DeviceInfo> devices) {}

    record DeviceInfo(List<SessionInfo> sessions) {
        static DeviceInfo of(List<Connection> connections) {
            return new DeviceInfo(
                    List.of(
                            new SessionInfo(
                                    connections.stream()
                                            .map(seen ->
                                                    new ConnectionInfo(
                                                            seen.ip(),
                                                            seen.lastSeenTs(),
                                                            seen.userAgent()))
                                            .toList())));
        }
    }

    record SessionInfo(List<ConnectionInfo> connections) {}

    record ConnectionInfo(String ip, long lastSeen, String userAgent) {}
}
