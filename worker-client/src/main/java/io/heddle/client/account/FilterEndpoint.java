package io.heddle.client.account;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.filter.Filter;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.filter.UserFilters;
import io.heddle.web.auth.GuestsAllowed;
import io.heddle.web.auth.Requester;
import io.heddle.web.route.ClientController;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/// `/user/{userId}/filter`. https://spec.matrix.org/v1.19/client-server-api/#filtering
@ClientController
class FilterEndpoint {
    private static final int LARGEST = 65_536;

    private final UserFilters filters;

    FilterEndpoint(UserFilters filters) {
        this.filters = filters;
    }

    @GuestsAllowed
    @PostMapping("/user/{userId}/filter")
    Created create(Requester requester, @PathVariable UserId userId, @RequestBody ObjectNode body) {
        requester.mustBe(userId);
        if (body.toString().length() > LARGEST) {
            throw MatrixException.tooLarge("The filter is too large");
        }
        Filter.parse(body);
        return new Created(Long.toString(filters.store(userId, body)));
    }

    @GuestsAllowed
    @GetMapping("/user/{userId}/filter/{filterId}")
    ObjectNode read(
            Requester requester, @PathVariable UserId userId, @PathVariable String filterId) {
        requester.mustBe(userId);
        return filters.find(userId, filterId)
                .orElseThrow(() -> MatrixException.notFound("No such filter"));
    }

    record Created(String filterId) {}
}
