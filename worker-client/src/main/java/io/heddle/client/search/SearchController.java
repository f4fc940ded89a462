package io.heddle.client.search;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.web.auth.Requester;
import io.heddle.web.json.Fields;
import io.heddle.web.route.ClientController;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3search
@ClientController
class SearchController {
    private final SearchIndexing indexing;
    private final SearchService service;
    private final SearchAnswer answers;

    SearchController(SearchIndexing indexing, SearchService service, SearchAnswer answers) {
        this.indexing = indexing;
        this.service = service;
        this.answers = answers;
    }

    @PostMapping("/search")
    ObjectNode search(
            Requester requester,
            @RequestParam(name = "next_batch", required = false) @Nullable String nextBatch,
            @RequestBody ObjectNode body) {
        if (!indexing.isEnabled()) {
            throw new MatrixException(400, "M_UNKNOWN", "Search is disabled on this homeserver");
        }
        ObjectNode categories = Fields.object(body, "search_categories");
        if (categories == null) {
            throw MatrixException.missingParam("search_categories");
        }
        ObjectNode answer = Json.object();
        ObjectNode found = answer.putObject("search_categories");
        ObjectNode category = Fields.object(categories, "room_events");
        if (category != null) {
            SearchRequest request = SearchRequest.parse(category);
            SearchToken from =
                    nextBatch == null
                            ? SearchToken.start(request.recent())
                            : SearchToken.parse(nextBatch, request.recent());
            SearchResults results = service.find(request, requester.userId(), from);
            found.set("room_events", answers.of(requester, request, results));
        }
        return answer;
    }
}
