package io.heddle.main.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `--name value` and `--name=value` pairs and bare `--flag`s.
record Options(Map<String, String> values, Set<String> flags) {

    /// @param valued the options that take a value, with their dashes
    /// @param bare the flags, with their dashes
    static Options parse(List<String> words, Set<String> valued, Set<String> bare) {
        Map<String, String> values = new HashMap<>();
        Set<String> flags = new java.util.HashSet<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (bare.contains(word)) {
                flags.add(word);
            } else if (!valued.contains(name)) {
                throw new CommandFailure("unknown option " + word + "; see --help");
            } else if (equals >= 0) {
                values.put(name, word.substring(equals + 1));
            } else if (i + 1 < words.size()) {
                values.put(name, words.get(++i));
            } else {
                throw new CommandFailure(word + " needs a value; see --help");
            }
        }
        return new Options(Map.copyOf(values), Set.copyOf(flags));
    }

    @Nullable String get(String name) {
        return values.get(name);
    }

    String get(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }
}
