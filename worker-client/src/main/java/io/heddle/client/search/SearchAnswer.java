package io.heddle.client.search;

import io.heddle.client.history.EventContext;
import io.heddle.client.history.EventContext.Surroundings;
import io.heddle.client.search.SearchRequest.Context;
import io.heddle.client.search.SearchResults.Hit;
import io.heddle.protocol.event.StateKey;
import io.heddle.protocol.filter.RoomEventFilter;
import io.heddle.protocol.json.Json;
import io.heddle.replication.stream.RoomToken;
import io.heddle.storage.event.StoredEvent;
import io.heddle.storage.room.RoomAccess;
import io.heddle.storage.room.RoomState;
import io.heddle.storage.room.RoomView;
import io.heddle.storage.room.Rooms;
import io.heddle.web.auth.Requester;
import io.heddle.web.event.ClientEvents;
import io.heddle.web.event.EventReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes what a search found, with context, state and groups as far as wanted.
@Component
class SearchAnswer {
    private final Rooms rooms;
    private final RoomAccess access;
    private final EventContext contexts;
    private final RoomState state;
    private final ClientEvents clientEvents;

    SearchAnswer(
            Rooms rooms,
            RoomAccess access,
            EventContext contexts,
            RoomState state,
            ClientEvents clientEvents) {
        this.rooms = rooms;
        this.access = access;
        this.contexts = contexts;
        this.state = state;
        this.clientEvents = clientEvents;
    }

    ObjectNode of(Requester requester, SearchRequest request, SearchResults results) {
        Map<Long, RoomView> views = views(requester, results);
        List<Hit> hits =
                results.hits().stream()
                        .filter(hit -> views.containsKey(hit.event().roomNid()))
                        .toList();
        ObjectNode answer = Json.object();
        answer.put("count", results.count());
        ArrayNode highlights = answer.putArray("highlights");
        results.highlights().forEach(highlights::add);
        answer.set("results", list(requester, request, hits, views));
        if (request.includeState()) {
            answer.set("state", states(requester, views));
        }
        if (!request.groups().isEmpty()) {
            answer.set("groups", groups(request, results, hits, views));
        }
        if (results.next() != null) {
            answer.put("next_batch", results.next().toString());
        }
        return answer;
    }

    private Map<Long, RoomView> views(Requester requester, SearchResults results) {
        Map<Long, RoomView> views = new LinkedHashMap<>();
        results.hits().stream()
                .map(hit -> hit.event().roomNid())
                .distinct()
                .forEach(nid ->
                        rooms.find(nid)
                                .flatMap(room -> access.find(room, requester.userId()))
                                .ifPresent(view -> views.put(nid, view)));
        return views;
    }

    private ArrayNode list(
            Requester requester, SearchRequest request, List<Hit> hits, Map<Long, RoomView> views) {
        Map<Long, Surroundings> around = new HashMap<>();
        Context context = request.context();
        if (context != null) {
            for (Hit hit : hits) {
                around.put(
                        hit.event().nid(),
                        contexts.of(
                                hit.event(),
                                view(views, hit),
                                requester.userId(),
                                context.before(),
                                context.after(),
                                RoomEventFilter.NONE));
            }
        }
        Map<Long, List<StoredEvent>> lists = new LinkedHashMap<>();
        for (Hit hit : hits) {
            Surroundings surroundings = around.get(hit.event().nid());
            lists.put(
                    hit.event().nid(),
                    surroundings == null ? List.of(hit.event()) : surroundings.with(hit.event()));
        }
        Map<Long, List<ObjectNode>> formatted =
                clientEvents.formatLists(lists, EventReader.of(requester));
        ArrayNode answer = Json.array();
        for (Hit hit : hits) {
            List<ObjectNode> events = Objects.requireNonNull(formatted.get(hit.event().nid()));
            Surroundings surroundings = around.get(hit.event().nid());
            ObjectNode entry = answer.addObject().put("rank", hit.rank());
            if (surroundings == null) {
                entry.set("result", events.getFirst());
            } else {
                int middle = surroundings.before().size();
                entry.set("result", events.get(middle));
                ObjectNode shown = entry.putObject("context");
                shown.putArray("events_before").addAll(events.subList(0, middle));
                shown.putArray("events_after").addAll(events.subList(middle + 1, events.size()));
                shown.put("start", new RoomToken(surroundings.start()).toString());
                shown.put("end", new RoomToken(surroundings.end()).toString());
                if (context != null && context.profiles()) {
                    shown.set("profile_info", profiles(hit.event(), surroundings));
                }
            }
        }
        return answer;
    }

    /// The senders' names and avatars as they were then.
    private ObjectNode profiles(StoredEvent event, Surroundings around) {
        List<StateKey> members =
                around.with(event).stream()
                        .map(shown -> StateKey.member(shown.pdu().sender().value()))
                        .distinct()
                        .toList();
        ObjectNode profiles = Json.object();
        state.at(event.roomNid(), around.end(), members)
                .forEach((key, member) -> {
                    ObjectNode profile = profiles.putObject(key.key());
                    for (String field : List.of("displayname", "avatar_url")) {
                        String value = Json.string(member.content(), field);
                        if (value != null) {
                            profile.put(field, value);
                        }
                    }
                });
        return profiles;
    }

    private ObjectNode states(Requester requester, Map<Long, RoomView> views) {
        Map<String, List<StoredEvent>> lists = new LinkedHashMap<>();
        views.values()
                .forEach(view ->
                        lists.put(
                                view.room().id().value(),
                                state.allAt(view.room().nid(), view.upTo())));
        ObjectNode states = Json.object();
        clientEvents
                .formatLists(lists, EventReader.of(requester).withoutAggregations())
                .forEach((room, events) -> states.putArray(room).addAll(events));
        return states;
    }

    private static ObjectNode groups(
            SearchRequest request,
            SearchResults results,
            List<Hit> hits,
            Map<Long, RoomView> views) {
        ObjectNode groups = Json.object();
        if (request.groups().contains(SearchRequest.BY_ROOM)) {
            groups.set(
                    SearchRequest.BY_ROOM,
                    group(hits, results, hit -> view(views, hit).room().id().value()));
        }
        if (request.groups().contains(SearchRequest.BY_SENDER)) {
            groups.set(
                    SearchRequest.BY_SENDER,
                    group(hits, results, hit -> hit.event().pdu().sender().value()));
        }
        return groups;
    }

    /// Groups in the order in which they first appear.
    private static ObjectNode group(
            List<Hit> hits, SearchResults results, Function<Hit, String> key) {
        Map<String, List<Hit>> members =
                hits.stream()
                        .collect(
                                Collectors.groupingBy(
                                        key, LinkedHashMap::new, Collectors.toList()));
        ObjectNode groups = Json.object();
        List<String> order = new ArrayList<>(members.keySet());
        members.forEach((name, list) -> {
            ObjectNode group = groups.putObject(name);
            group.put("order", order.indexOf(name));
            ArrayNode ids = group.putArray("results");
            list.forEach(hit -> ids.add(hit.event().eventId().value()));
            if (results.next() != null) {
                group.put("next_batch", results.next().in(name).toString());
            }
        });
        return groups;
    }

    private static RoomView view(Map<Long, RoomView> views, Hit hit) {
        return Objects.requireNonNull(views.get(hit.event().roomNid()));
    }
}
