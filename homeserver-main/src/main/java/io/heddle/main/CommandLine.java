package io.heddle.main;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The few words that start a server.
///
/// @param properties Spring properties that they stand for
/// @param rest arguments handed to Spring as they are
record CommandLine(boolean helpWanted, Map<String, Object> properties, String[] rest) {
    static final String HELP =
            """
            heddle: a Matrix homeserver

              --port N            where clients connect            (8008)
              --data DIR          database, keys and media         (./data)
              --server-name NAME  the domain of the users' ids     (localhost)
              --config FILE       settings                         (DIR/homeserver.yaml)
              --help              this text

            Every key of homeserver.yaml is also an environment variable, HOMESERVER_ and the key in capitals.\
            """;

    /// The properties and the rest as Spring's own arguments, which nothing overrides.
    String[] springArguments() {
        Stream<String> given =
                properties.entrySet().stream()
                        .map(property -> "--" + property.getKey() + "=" + property.getValue());
        return Stream.concat(given, Stream.of(rest)).toArray(String[]::new);
    }

    static CommandLine parse(String[] args) {
        Map<String, Object> properties = new HashMap<>();
        List<String> rest = new ArrayList<>();
        String data = "data";
        String config = "";
        boolean help = false;
        for (int i = 0; i < args.length; i++) {
            String word =
                    args[i].contains("=") ? args[i].substring(0, args[i].indexOf('=')) : args[i];
            switch (word) {
                case "--help", "-h" -> help = true;
                case "--port", "--data", "--server-name", "--config" -> {
                    String value =
                            args[i].contains("=")
                                    ? args[i].substring(word.length() + 1)
                                    : next(args, ++i, word);
                    switch (word) {
                        case "--port" -> properties.put("server.port", value);
                        case "--server-name" -> properties.put("homeserver.server-name", value);
                        case "--data" -> data = value;
                        default -> config = value;
                    }
                }
                default -> rest.add(args[i]);
            }
        }
        properties.put("homeserver.data-directory", data);
        Path file = config.isEmpty() ? Path.of(data, "homeserver.yaml") : Path.of(config);
        if (Files.exists(file) || !config.isEmpty()) {
            properties.put("homeserver.config-file", file.toString());
        }
        return new CommandLine(help, properties, rest.toArray(String[]::new));
    }

    private static String next(String[] args, int at, String word) {
        if (at >= args.length) {
            throw new IllegalArgumentException(word + " needs a value; see --help");
        }
        return args[at];
    }
}
