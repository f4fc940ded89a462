package io.heddle.main.cli;

import io.heddle.main.HeddleApplication;
import java.util.List;

/// Starts the homeserver, all of it in this process.
final class RunCommand implements Command {
    @Override
    public String name() {
        return "run";
    }

    @Override
    public String summary() {
        return "start the homeserver";
    }

    @Override
    public String help() {
        return """
        heddle run: start the homeserver, all of it in one process

          --port N            where clients connect         (8008)
          --data DIR          database, keys and media      (./data)
          --server-name NAME  the domain of the users' ids  (localhost)
          --config FILE       settings                      (DIR/homeserver.yaml)

        HEDDLE_JAVA_OPTS holds further options of the JVM, such as -Xmx1g.\
        """;
    }

    @Override
    public void run(List<String> arguments) {
        try {
            HeddleApplication.main(arguments.toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()));
        }
    }
}
