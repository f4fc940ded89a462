package io.heddle.protocol.json;

import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Random JSON objects from given keys and strings, for fuzz tests of parsers: the same for the same seed.
public final class RandomTrees {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 5;

    private final Random random;
    private final List<String> keys;
    private final List<String> strings;

    public RandomTrees(long seed, List<String> keys, List<String> strings) {
        this.random = new Random(seed);
        this.keys = keys;
        this.strings = strings;
    }

    public Random random() {
        return random;
    }

    public ObjectNode next() {
        return object(0);
    }

    private ObjectNode object(int depth) {
        ObjectNode object = NODES.objectNode();
        int size = random.nextInt(6);
        for (int i = 0; i < size; i++) {
            object.set(pick(keys), node(depth + 1));
        }
        return object;
    }

    private JsonNode node(int depth) {
        return switch (random.nextInt(depth > MAX_DEPTH ? 7 : 13)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextInt(5));
            case 3 -> NODES.numberNode(random.nextLong());
            case 4 -> NODES.numberNode(random.nextDouble());
            case 5, 6 -> NODES.stringNode(pick(strings));
            case 7, 8, 9 -> object(depth);
            default -> {
                var array = NODES.arrayNode();
                int size = random.nextInt(4);
                for (int i = 0; i < size; i++) {
                    array.add(node(depth + 1));
                }
                yield array;
            }
        };
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
