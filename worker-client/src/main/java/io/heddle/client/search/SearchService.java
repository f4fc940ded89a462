package io.heddle.client.search;

import io.heddle.client.search.SearchResults.Hit;
import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.id.UserId;
import io.heddle.storage.event.Events;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.HistoryVisibility;
import io.heddle.storage.room.Membership;
import io.heddle.storage.room.Memberships;
import io.heddle.storage.room.Room;
import io.heddle.storage.room.RoomSummaries;
import io.heddle.storage.room.Rooms;
import io.heddle.storage.search.EventSearch;
import io.heddle.storage.search.EventSearch.Match;
import io.heddle.storage.search.EventSearch.Query;
import io.heddle.storage.search.SearchIndex;
import io.heddle.storage.search.SearchIndex.Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Searches the rooms that a user is or was in and has not forgotten, encrypted ones left out; finds only what the user may
/// see. How many matches one search looks at is bounded: it may come back with less than wanted and a token to go on.
@Component
class SearchService {
    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_LIMIT = 100;
    private static final int PAGE = 200;
    private static final int MAX_PAGES = 10;
    private static final List<String> MEMBERSHIPS =
            List.of(Membership.JOIN, Membership.LEAVE, Membership.BAN);

    private final EventSearch search;
    private final SearchIndexing indexing;
    private final Memberships memberships;
    private final Rooms rooms;
    private final RoomSummaries summaries;
    private final Events events;
    private final HistoryVisibility visibility;

    SearchService(
            EventSearch search,
            SearchIndexing indexing,
            Memberships memberships,
            Rooms rooms,
            RoomSummaries summaries,
            Events events,
            HistoryVisibility visibility) {
        this.search = search;
        this.indexing = indexing;
        this.memberships = memberships;
        this.rooms = rooms;
        this.summaries = summaries;
        this.events = events;
        this.visibility = visibility;
    }

    SearchResults find(SearchRequest request, UserId user, SearchToken from) {
        int limit = request.filter().limit(DEFAULT_LIMIT, MAX_LIMIT);
        Set<Long> where = rooms(request.filter(), user, from.group());
        if (where.isEmpty() || limit == 0 || request.filter().acceptsNothing()) {
            return SearchResults.NONE;
        }
        indexing.catchUp();
        Query query = new Query(request.term(), request.keys(), where);
        List<Hit> hits = new ArrayList<>();
        SearchToken at = from;
        boolean more = true;
        for (int page = 0; page < MAX_PAGES && more && hits.size() < limit; page++) {
            List<Match> matches = page(query, at);
            Map<Long, StoredEvent> seen = seen(matches, request.filter(), user, from.group());
            more = matches.size() == PAGE;
            for (Match match : matches) {
                if (hits.size() == limit) {
                    more = true;
                    break;
                }
                at = after(at, match);
                StoredEvent event = seen.get(match.nid());
                if (event != null) {
                    hits.add(new Hit(event, match.rank()));
                }
            }
        }
        return new SearchResults(
                hits, search.count(query), highlights(request.term(), hits), more ? at : null);
    }

    private List<Match> page(Query query, SearchToken at) {
        return at.recent()
                ? search.newest(query, at.place(), PAGE)
                : search.best(query, (int) Math.min(at.place(), EventSearch.MAX_COUNT), PAGE);
    }

    private static SearchToken after(SearchToken at, Match match) {
        return new SearchToken(at.recent(), at.recent() ? match.nid() : at.place() + 1, at.group());
    }

    private Set<Long> rooms(RoomEventFilter filter, UserId user, @Nullable String group) {
        Set<Long> own =
                memberships.ofUser(user, MEMBERSHIPS).stream()
                        .map(Membership::roomNid)
                        .collect(Collectors.toSet());
        Set<Long> wanted =
                rooms.findAll(own).values().stream()
                        .filter(room -> filter.rooms().accepts(room.id().value()))
                        .filter(room ->
                                group == null
                                        || !group.startsWith("!")
                                        || room.id().value().equals(group))
                        .map(Room::nid)
                        .collect(Collectors.toCollection(HashSet::new));
        wanted.removeAll(summaries.encrypted(wanted));
        return wanted;
    }

    /// Those matches that the user may see and that pass the filter, by number.
    private Map<Long, StoredEvent> seen(
            List<Match> matches, RoomEventFilter filter, UserId user, @Nullable String group) {
        Map<Long, List<StoredEvent>> byRoom =
                events.byNids(matches.stream().map(Match::nid).toList()).values().stream()
                        .filter(event -> event.redactedBy() == null && passes(event, filter, group))
                        .collect(Collectors.groupingBy(StoredEvent::roomNid));
        return visibility.filterAll(byRoom, user).values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(StoredEvent::nid, event -> event));
    }

    private static boolean passes(
            StoredEvent event, RoomEventFilter filter, @Nullable String group) {
        String sender = event.pdu().sender().value();
        return filter.matches(event.pdu().type(), sender, event.pdu().content())
                && (group == null || !group.startsWith("@") || sender.equals(group));
    }

    private List<String> highlights(String term, List<Hit> hits) {
        List<String> texts =
                hits.stream()
                        .map(hit -> SearchIndex.textOf(hit.event()))
                        .filter(Objects::nonNull)
                        .map(Text::text)
                        .toList();
        return List.copyOf(search.highlights(term, texts));
    }
}
