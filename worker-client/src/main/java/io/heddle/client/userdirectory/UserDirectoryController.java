package io.heddle.client.userdirectory;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.replication.config.HomeserverSettings;
import io.heddle.storage.userdirectory.UserDirectory;
import io.heddle.storage.userdirectory.UserDirectory.Entry;
import io.heddle.storage.userdirectory.UserDirectory.Query;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import io.heddle.web.route.ClientController;
import java.text.Collator;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// https://spec.matrix.org/v1.19/client-server-api/#post_matrixclientv3user_directorysearch
@ClientController
class UserDirectoryController {
    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 50;

    private final UserDirectory directory;
    private final DirectoryKeeping keeping;
    private final RateLimiter limiter;
    private final HomeserverSettings.UserDirectory settings;

    UserDirectoryController(
            UserDirectory directory,
            DirectoryKeeping keeping,
            RateLimiter limiter,
            HomeserverSettings settings) {
        this.directory = directory;
        this.keeping = keeping;
        this.limiter = limiter;
        this.settings = settings.userDirectory();
    }

    record Search(@Nullable String searchTerm, @Nullable Integer limit) {}

    @PostMapping("/user_directory/search")
    ObjectNode search(
            Requester requester,
            @RequestHeader(name = HttpHeaders.ACCEPT_LANGUAGE, required = false)
                    @Nullable String language,
            @RequestBody Search body) {
        limiter.check(Limit.USER_DIRECTORY, requester);
        if (body.searchTerm() == null) {
            throw MatrixException.missingParam("search_term");
        }
        if (body.limit() != null && body.limit() < 0) {
            throw MatrixException.invalidParam("limit must not be negative");
        }
        int limit = body.limit() == null ? DEFAULT_LIMIT : Math.min(body.limit(), MAX_LIMIT);
        if (!keeping.isEnabled()) {
            return answer(List.of(), false);
        }
        keeping.catchUp();
        List<Entry> found =
                directory.find(
                        new Query(
                                requester.userId(),
                                body.searchTerm(),
                                settings.searchAllUsers(),
                                settings.preferLocalUsers(),
                                limit + 1));
        List<Entry> shown =
                found.stream().limit(limit).sorted(bestFirst(locale(language))).toList();
        return answer(shown, found.size() > limit);
    }

    /// Equally good matches in the order of the reader's language, those without a name last.
    private static Comparator<Entry> bestFirst(Locale locale) {
        Comparator<Object> collator = Collator.getInstance(locale);
        return Comparator.comparingDouble(Entry::rank)
                .reversed()
                .thenComparing(
                        entry -> entry.displayName() == null ? "" : entry.displayName(),
                        Comparator.comparing(String::isEmpty).thenComparing(collator))
                .thenComparing(Entry::userId);
    }

    private static Locale locale(@Nullable String language) {
        try {
            return language == null || language.isBlank()
                    ? Locale.ROOT
                    : Locale.forLanguageTag(
                            Locale.LanguageRange.parse(language).getFirst().getRange());
        } catch (IllegalArgumentException e) {
            return Locale.ROOT;
        }
    }

    private static ObjectNode answer(List<Entry> entries, boolean limited) {
        ObjectNode answer = Json.object().put("limited", limited);
        ArrayNode results = answer.putArray("results");
        for (Entry entry : entries) {
            ObjectNode user = results.addObject().put("user_id", entry.userId());
            if (entry.displayName() != null) {
                user.put("display_name", entry.displayName());
            }
            if (entry.avatarUrl() != null) {
                user.put("avatar_url", entry.avatarUrl());
            }
        }
        return answer;
    }
}
