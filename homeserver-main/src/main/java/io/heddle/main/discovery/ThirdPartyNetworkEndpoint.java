package io.heddle.main.discovery;

import io.heddle.protocol.error.MatrixException;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/// Look-ups in bridged networks, of which none is connected.
/// https://spec.matrix.org/v1.19/client-server-api/#third-party-networks
@ClientController
class ThirdPartyNetworkEndpoint {

    @GetMapping("/thirdparty/protocols")
    Map<String, Object> protocols(Requester requester) {
        return Map.of();
    }

    @GetMapping("/thirdparty/protocol/{protocol}")
    Map<String, Object> protocol(Requester requester, @PathVariable String protocol) {
        throw MatrixException.notFound("Unknown protocol");
    }

    @GetMapping({"/thirdparty/location/{protocol}", "/thirdparty/user/{protocol}"})
    List<Object> search(Requester requester, @PathVariable String protocol) {
        return List.of();
    }

    @GetMapping("/thirdparty/location")
    List<Object> location(Requester requester, @RequestParam String alias) {
        return List.of();
    }

    @GetMapping("/thirdparty/user")
    List<Object> user(Requester requester, @RequestParam String userid) {
        return List.of();
    }
}
