package io.heddle.client.keys;

import io.heddle.protocol.error.MatrixException;
import io.heddle.protocol.id.ServerName;
import io.heddle.protocol.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/// Asks several servers at the same time; one that does not answer becomes an entry of `failures`.
final class RemoteAnswers {
    private static final int AT_ONCE = 20;

    private RemoteAnswers() {}

    /// @param questions what each server is asked
    /// @param ask asks one server; fails when there is no answer
    /// @param each gets each server's question and answer, one after the other
    /// @return failures by server name
    static ObjectNode gather(
            Map<ServerName, ObjectNode> questions,
            BiFunction<ServerName, ObjectNode, ObjectNode> ask,
            BiConsumer<ObjectNode, ObjectNode> each) {
        ObjectNode failures = Json.object();
        if (questions.isEmpty()) {
            return failures;
        }
        Map<ServerName, Future<ObjectNode>> asked = new LinkedHashMap<>();
        try (ExecutorService executor =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            questions.forEach((server, question) ->
                    asked.put(server, executor.submit(() -> ask.apply(server, question))));
            asked.forEach((server, answer) -> {
                try {
                    each.accept(questions.getOrDefault(server, Json.object()), answer.get());
                } catch (ExecutionException e) {
                    failures.set(
                            server.value(), failure(Objects.requireNonNullElse(e.getCause(), e)));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    failures.set(server.value(), failure(e));
                }
            });
        }
        return failures;
    }

    private static ObjectNode failure(Throwable cause) {
        ObjectNode failure = Json.object();
        if (cause instanceof MatrixException refused) {
            return failure.put("status", refused.status())
                    .put("errcode", refused.errcode())
                    .put("message", refused.getMessage());
        }
        return failure.put("status", 503).put("message", "The server does not answer");
    }
}
