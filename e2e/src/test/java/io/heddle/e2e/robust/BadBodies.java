package io.heddle.e2e.robust;

import io.heddle.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Bodies that are wrong in one way each, made from the schema of an endpoint's body.
final class BadBodies {
    private static final int MAX_LEVELS = 3;
    private static final List<String> NO_JSON =
            List.of(
                    "{",
                    "text",
                    "{\"a\":}",
                    "{'a':1}",
                    "{} {}",
                    "{\"a\":NaN}",
                    "\"\\ud800\"",
                    "\0");
    private static final List<String> NO_OBJECT = List.of("[]", "\"text\"", "42", "true", "null");
    private static final List<String> ODD_STRINGS =
            List.of(
                    "\"\"",
                    "\"a\\u0000b\"",
                    "\"@\\u0000:b\"",
                    "\"\\ud800\"",
                    "\"%00\"",
                    "\"../..\"",
                    "\"!nowhere:elsewhere.invalid\"",
                    "\"@nobody:elsewhere.invalid\"",
                    "\"\\u202e\\uffff\\ud83d\\ude00\"",
                    "\"" + "x".repeat(300) + "\"",
                    "\"" + "x".repeat(100_000) + "\"");
    private static final List<String> ODD_NUMBERS =
            List.of(
                    "-1",
                    "0",
                    "2147483648",
                    "9007199254740993",
                    "9223372036854775808",
                    "9".repeat(900),
                    "9".repeat(5000),
                    "1e400",
                    "-0.0");

    /// What a body must be answered with.
    enum Answered {
        NOT_JSON,
        BAD_JSON,
        MISSING,
        INVALID_PARAM,
        REFUSED,
        /// Anything but a failure of the server.
        SOMEHOW
    }

    record Body(String what, byte[] bytes, Answered answered) {}

    private final Ground ground;
    private final JsonNode schema;
    private final List<Body> bodies = new ArrayList<>();

    private BadBodies(Ground ground, JsonNode schema) {
        this.ground = ground;
        this.schema = schema;
    }

    static List<Body> of(JsonNode schema, Ground ground) {
        BadBodies bad = new BadBodies(ground, schema);
        bad.malformed();
        bad.vary(List.of(), schema);
        bad.nesting();
        return bad.bodies;
    }

    private void malformed() {
        NO_JSON.forEach(text -> add("no JSON", text, Answered.NOT_JSON));
        add("ill-formed UTF-8", new byte[] {'{', '"', (byte) 0xC0, '"', ':', '1', '}'});
        add("UTF-16", "{}".getBytes(StandardCharsets.UTF_16LE));
        NO_OBJECT.forEach(text -> add("no object", text, Answered.BAD_JSON));
        add("a key twice", "{\"a\":1,\"a\":2}", Answered.SOMEHOW);
        add("an odd key", "{\"a\\u0000\":\"\\u0000\",\"\":1}", Answered.SOMEHOW);
        add("an empty object", "{}", Answered.SOMEHOW);
        add("no body", "", Answered.SOMEHOW);
    }

    private void nesting() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        add("deep nesting", deep, Answered.NOT_JSON);
        add("deep nesting inside", "{\"a\":" + deep + "}", Answered.NOT_JSON);
        add("unclosed nesting", "{\"a\":".repeat(10_000), Answered.NOT_JSON);
    }

    /// Replaces every property at and below a place.
    private void vary(List<String> place, JsonNode at) {
        if (place.size() == MAX_LEVELS) {
            return;
        }
        for (Map.Entry<String, JsonNode> property : at.path("properties").properties()) {
            List<String> inside = new ArrayList<>(place);
            inside.add(property.getKey());
            JsonNode type = property.getValue();
            wrongTypes(type).forEach(value -> with(inside, value, Answered.REFUSED));
            oddValues(type).forEach(value -> with(inside, value, Answered.SOMEHOW));
            vary(inside, type);
            varyItems(inside, type);
        }
        for (JsonNode name : at.path("required")) {
            List<String> inside = new ArrayList<>(place);
            inside.add(name.asString());
            ObjectNode body = sample(inside);
            parent(body, inside).remove(name.asString());
            Answered answered = place.isEmpty() ? Answered.MISSING : Answered.REFUSED;
            add("without " + inside, body.toString(), answered);
        }
    }

    /// The same for the properties of the objects in a list.
    private void varyItems(List<String> place, JsonNode list) {
        JsonNode item = list.path("items");
        for (Map.Entry<String, JsonNode> property : item.path("properties").properties()) {
            ObjectNode sample = object(item);
            sample.put(property.getKey(), "\f");
            JsonNode type = property.getValue();
            String around = "[" + sample + "]";
            wrongTypes(type)
                    .forEach(value ->
                            with(place, around.replace("\"\\f\"", value), Answered.REFUSED));
            oddValues(type)
                    .forEach(value ->
                            with(place, around.replace("\"\\f\"", value), Answered.SOMEHOW));
        }
    }

    private static List<String> wrongTypes(JsonNode schema) {
        List<String> wrong = new ArrayList<>();
        List<String> types = types(schema);
        if (types.isEmpty()) {
            return wrong;
        }
        Map.of("string", "\"text\"", "integer", "42", "boolean", "true", "object", "{}")
                .forEach((type, value) -> {
                    boolean number = type.equals("integer") && types.contains("number");
                    if (!types.contains(type) && !number) {
                        wrong.add(value);
                    }
                });
        if (!types.contains("array")) {
            wrong.add("[1]");
        } else if (!types(schema.path("items")).isEmpty()) {
            wrongTypes(schema.path("items")).forEach(item -> wrong.add("[" + item + "]"));
        }
        if (types.contains("integer") && !types.contains("number")) {
            wrong.add("1.5");
        }
        return wrong;
    }

    private static List<String> oddValues(JsonNode schema) {
        List<String> types = types(schema);
        List<String> odd = new ArrayList<>();
        odd.add("null");
        if (types.contains("string")) {
            odd.addAll(ODD_STRINGS);
        }
        if (types.contains("integer") || types.contains("number")) {
            odd.addAll(ODD_NUMBERS);
        }
        if (types.contains("object")) {
            odd.add("{\"\":null,\"a\\u0000\":\"\\u0000\"}");
            odd.add("{\"@a:b\":1}");
            odd.add("{\"!a:b\":{\"\":[]}}");
            odd.add("{\"a\":{\"b\":{\"c\":\"d\\u0000\"}}}");
            odd.add("{\"a\":1.5,\"b\":1e400,\"c\":9007199254740993}");
        }
        if (types.contains("array")) {
            odd.add("[null]");
            odd.add("[\"\\u0000\"]");
            odd.add("[" + "\"x\",".repeat(5000) + "\"x\"]");
        }
        return odd;
    }

    private static List<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        List<String> types = new ArrayList<>();
        if (type.isString()) {
            types.add(type.asString());
        }
        type.forEach(one -> types.add(one.asString()));
        return types;
    }

    private void with(List<String> place, String value, Answered answered) {
        ObjectNode body = sample(place);
        parent(body, place).put(place.getLast(), "\f");
        // Put in as text, for what no tree can hold.
        String text = body.toString().replace("\"\\f\"", value);
        String shown = value.length() > 60 ? value.substring(0, 60) + "…" : value;
        boolean noJson = value.contains("\\ud800") || value.contains("9".repeat(5000));
        add(place + " = " + shown, text, noJson ? Answered.REFUSED : answered);
    }

    /// A good body with what is required, and with the objects that a place is in.
    private ObjectNode sample(List<String> place) {
        ObjectNode body = object(schema);
        ObjectNode in = body;
        JsonNode at = schema;
        for (String step : place.subList(0, place.size() - 1)) {
            at = at.path("properties").path(step);
            if (!(in.get(step) instanceof ObjectNode)) {
                in.set(step, object(at));
            }
            in = (ObjectNode) in.get(step);
        }
        return body;
    }

    private static ObjectNode parent(ObjectNode body, List<String> place) {
        JsonNode at = body;
        for (String step : place.subList(0, place.size() - 1)) {
            at = at.path(step);
        }
        return (ObjectNode) at;
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = Json.object();
        for (JsonNode name : schema.path("required")) {
            object.set(
                    name.asString(),
                    value(name.asString(), schema.path("properties").path(name.asString())));
        }
        return object;
    }

    private JsonNode value(String name, JsonNode schema) {
        List<String> types = types(schema);
        return switch (types.isEmpty() ? "string" : types.getFirst()) {
            case "object" -> object(schema);
            case "array" -> array(name, schema.path("items"));
            case "integer", "number" -> Json.object().numberNode(1);
            case "boolean" -> Json.object().booleanNode(true);
            default ->
                    schema.has("enum")
                            ? schema.path("enum").path(0)
                            : Json.object().stringNode(ground.property(name));
        };
    }

    private ArrayNode array(String name, JsonNode items) {
        return Json.object().arrayNode().add(value(name, items));
    }

    private void add(String what, byte[] bytes) {
        bodies.add(new Body(what, bytes, Answered.NOT_JSON));
    }

    private void add(String what, String text, Answered answered) {
        bodies.add(new Body(what, text.getBytes(StandardCharsets.UTF_8), answered));
    }
}
