package io.heddle.e2e.operate;

import io.heddle.e2e.HeddleServer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What Prometheus gets.
///
/// @param values by name and labels, as `name{a="1",b="2"}` with the labels in their order
record Scrape(Map<String, Double> values) {
    private static final Pattern LINE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"([^\"]*)\"");

    static Scrape of(HeddleServer server) {
        return parse(server.anonymous().get("/_synapse/metrics").ok().body());
    }

    static Scrape parse(String text) {
        Map<String, Double> values = new HashMap<>();
        text.lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    Matcher matcher = LINE.matcher(line);
                    if (!matcher.matches()) {
                        throw new AssertionError("Not a sample: " + line);
                    }
                    String labels = matcher.group(2) == null ? "" : matcher.group(2);
                    values.put(key(matcher.group(1), labels), Double.parseDouble(matcher.group(3)));
                });
        return new Scrape(values);
    }

    private static String key(String name, String labels) {
        Map<String, String> sorted = new TreeMap<>();
        Matcher label = LABEL.matcher(labels);
        while (label.find()) {
            sorted.put(label.group(1), label.group(2));
        }
        return name + sorted;
    }

    /// The sum over all series of a name that have these labels; 0 without one.
    double sum(String name, String... labels) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name + "{"))
                .filter(entry -> has(entry.getKey(), labels))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static boolean has(String key, String... labels) {
        for (String label : labels) {
            if (!key.contains("{" + label + ",")
                    && !key.contains("{" + label + "}")
                    && !key.contains(", " + label + ",")
                    && !key.contains(", " + label + "}")) {
                return false;
            }
        }
        return true;
    }

    Set<String> names() {
        Set<String> names = new HashSet<>();
        values.keySet().forEach(key -> names.add(key.substring(0, key.indexOf('{'))));
        return names;
    }
}
