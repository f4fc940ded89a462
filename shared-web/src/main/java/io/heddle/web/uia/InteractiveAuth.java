package io.heddle.web.uia;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.json.Json;
import io.heddle.storage.account.Account;
import io.heddle.storage.account.Accounts;
import io.heddle.storage.account.UiaSession;
import io.heddle.storage.account.UiaSessions;
import io.heddle.web.auth.Requester;
import io.heddle.web.limit.Limit;
import io.heddle.web.limit.RateLimiter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The engine of user-interactive authentication.
/// https://spec.matrix.org/v1.19/client-server-api/#user-interactive-authentication-api
@Service
public class InteractiveAuth {
    private static final int LARGEST_BODY = 65_536;

    private final UiaSessions sessions;
    private final Accounts accounts;
    private final RateLimiter limiter;
    private final Map<String, Stage> stages;

    InteractiveAuth(
            UiaSessions sessions, Accounts accounts, RateLimiter limiter, List<Stage> stages) {
        this.sessions = sessions;
        this.accounts = accounts;
        this.limiter = limiter;
        this.stages =
                stages.stream()
                        .filter(Stage::isEnabled)
                        .collect(Collectors.toMap(Stage::type, Function.identity()));
    }

    /// Has a logged-in user prove anew who they are before something weighty is done. Application services need not.
    ///
    /// @param body the request's body; it is stored, so it must be free of secrets but for those in `auth`
    /// @return what to do: the body without `auth`, from this request or an earlier one of the session
    public ObjectNode confirm(Requester requester, ServerHttpRequest request, ObjectNode body) {
        return requester.appService() != null
                ? without(body, "auth")
                : progress(requester, request, body).required().body();
    }

    /// The same for callers that have something to remember in the session before they ask for more.
    public Progress progress(Requester requester, ServerHttpRequest request, ObjectNode body) {
        String user = requester.userId().value();
        limiter.peek(Limit.LOGIN_FAILED_ATTEMPTS, user);
        Progress progress =
                attempt(Operation.of(request, requester.userId()), body, flows(requester));
        JsonNode proved = progress.session().completed().path(Stage.PASSWORD);
        if (progress.missing() == null && !proved.asString("").equals(user)) {
            throw MatrixException.forbidden("Authenticated as another user");
        }
        return progress;
    }

    private List<List<String>> flows(Requester requester) {
        boolean hasPassword =
                accounts.find(requester.userId()).map(Account::passwordHash).isPresent();
        return hasPassword ? List.of(List.of(Stage.PASSWORD)) : List.of();
    }

    /// Takes a request one step on.
    ///
    /// @param flows the ways to succeed, each a list of stages in order
    public Progress attempt(Operation operation, ObjectNode body, List<List<String>> flows) {
        ObjectNode wanted = without(body, "auth");
        ObjectNode auth = auth(body);
        String id = auth == null ? null : Json.string(auth, "session");
        UiaSession session = id == null ? begin(operation, wanted) : resume(id, operation, wanted);
        if (auth == null) {
            return new Progress(session, session.body(), challenge(session, flows, null));
        }
        MatrixException failure = null;
        String type = Json.string(auth, "type");
        if (type != null) {
            failure = attemptStage(type, auth, session, operation.address(), flows);
            session = sessions.find(session.id()).orElse(session);
        }
        boolean done = failure == null && isDone(session, flows);
        return new Progress(
                session, session.body(), done ? null : challenge(session, flows, failure));
    }

    /// Finishes a stage by another way than the client's request, such as a fallback page. Fails as the stage does.
    public void completeByPage(String type, String sessionId, ObjectNode fields, String address) {
        UiaSession session = session(sessionId);
        Stage stage = stages.get(type);
        if (stage == null) {
            throw MatrixException.invalidParam("Unknown stage");
        }
        if (!session.completed().has(type)) {
            sessions.complete(sessionId, type, stage.prove(fields, session, address));
        }
    }

    /// The session of this id. Fails with 400 when there is none.
    public UiaSession session(String id) {
        return sessions.find(id)
                .orElseThrow(() -> new MatrixException(400, "M_UNKNOWN", "Unknown session ID"));
    }

    public @Nullable Stage stage(String type) {
        return stages.get(type);
    }

    private UiaSession begin(Operation operation, ObjectNode wanted) {
        if (operation.user() == null) {
            limiter.check(Limit.AUTHENTICATION_SESSION, operation.address());
        }
        requireSmall(wanted);
        return sessions.create(operation.user(), operation.method(), operation.path(), wanted);
    }

    /// Sessions are kept for people whom nobody knows yet.
    private static void requireSmall(ObjectNode wanted) {
        if (wanted.toString().length() > LARGEST_BODY) {
            throw MatrixException.tooLarge("The request is too large");
        }
    }

    private UiaSession resume(String id, Operation operation, ObjectNode wanted) {
        UiaSession session = session(id);
        boolean same =
                session.method().equals(operation.method())
                        && session.path().equals(operation.path())
                        && java.util.Objects.equals(session.userId(), operation.user());
        if (!same) {
            throw MatrixException.forbidden("The session was started for something else");
        }
        if (wanted.isEmpty() || wanted.equals(session.body())) {
            return session;
        }
        requireSmall(wanted);
        sessions.setBody(id, wanted);
        return new UiaSession(
                id,
                session.userId(),
                session.method(),
                session.path(),
                wanted,
                session.data(),
                session.completed());
    }

    private @Nullable MatrixException attemptStage(
            String type,
            ObjectNode auth,
            UiaSession session,
            String address,
            List<List<String>> flows) {
        if (session.completed().has(type)) {
            return null;
        }
        Stage stage = stages.get(type);
        if (stage == null || !isNext(type, session, flows)) {
            return new MatrixException(
                    401, "M_UNKNOWN", "This authentication type is not asked for now");
        }
        try {
            sessions.complete(session.id(), type, stage.prove(auth, session, address));
            return null;
        } catch (MatrixException e) {
            if (e.status() == 429 || e.status() >= 500) {
                throw e;
            }
            return e;
        }
    }

    /// Whether a flow has the stage and all before it are finished.
    private static boolean isNext(String type, UiaSession session, List<List<String>> flows) {
        Set<String> completed =
                session.completed().propertyNames().stream().collect(Collectors.toSet());
        return flows.stream()
                .anyMatch(flow ->
                        flow.contains(type)
                                && completed.containsAll(flow.subList(0, flow.indexOf(type))));
    }

    private static boolean isDone(UiaSession session, List<List<String>> flows) {
        return flows.stream().anyMatch(flow -> flow.stream().allMatch(session.completed()::has));
    }

    private MatrixException challenge(
            UiaSession session, List<List<String>> flows, @Nullable MatrixException failure) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("session", session.id());
        body.put("flows", flows.stream().map(flow -> Map.of("stages", flow)).toList());
        body.put("params", params(flows));
        if (failure != null || !session.completed().isEmpty()) {
            body.put("completed", new ArrayList<>(session.completed().propertyNames()));
        }
        if (failure == null) {
            return MatrixException.challenge(body);
        }
        MatrixException again =
                new MatrixException(401, failure.errcode(), String.valueOf(failure.getMessage()));
        for (Map.Entry<String, Object> entry : body.entrySet()) {
            again = again.with(entry.getKey(), entry.getValue());
        }
        return again;
    }

    private Map<String, Object> params(List<List<String>> flows) {
        Map<String, Object> params = new LinkedHashMap<>();
        Set<String> types = new TreeSet<>();
        flows.forEach(types::addAll);
        for (String type : types) {
            Stage stage = stages.get(type);
            ObjectNode known = stage == null ? null : stage.params();
            if (known != null) {
                params.put(type, known);
            }
        }
        return params;
    }

    private static @Nullable ObjectNode auth(ObjectNode body) {
        JsonNode auth = body.get("auth");
        if (auth == null || auth.isNull()) {
            return null;
        }
        if (auth instanceof ObjectNode object) {
            return object.isEmpty() ? null : object;
        }
        throw MatrixException.badJson("auth must be an object");
    }

    private static ObjectNode without(ObjectNode body, String key) {
        ObjectNode copy = body.deepCopy();
        copy.remove(key);
        return copy;
    }
}
