package io.heddle.main.cli;

import io.heddle.main.cli.Registration.NewUser;
import io.heddle.main.cli.Registration.Registered;
import java.io.Console;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes an account at a running homeserver, an administrator's too.
final class RegisterUserCommand implements Command {
    @Override
    public String name() {
        return "register-user";
    }

    @Override
    public String summary() {
        return "make an account, the first administrator for example";
    }

    @Override
    public String help() {
        return """
        heddle register-user: make an account at a running homeserver

          --user NAME           the name before the colon of the user id
          --admin               an administrator
          --password WORD       asked for if not given; better not on a shared machine
          --password-file FILE  the password is the file's content; - is standard input
          --port N              where the homeserver listens on this machine  (8008)
          --url URL             or wherever it is
          --data DIR            its data      (./data)
          --config FILE         its settings  (DIR/homeserver.yaml)

        It proves itself by the registration secret in the settings or the data directory.\
        """;
    }

    @Override
    public void run(List<String> arguments) {
        Options options =
                Options.parse(
                        arguments,
                        Set.of(
                                "--user",
                                "--password",
                                "--password-file",
                                "--port",
                                "--url",
                                "--data",
                                "--config"),
                        Set.of("--admin"));
        String config = options.get("--config");
        String secret =
                SharedSecret.find(
                        Path.of(options.get("--data", "data")),
                        config == null ? null : Path.of(config));
        NewUser user = new NewUser(user(options), password(options), options.has("--admin"));
        String url = options.get("--url", "http://localhost:" + options.get("--port", "8008"));
        try (HttpClient http = HttpClient.newHttpClient()) {
            Registered registered = new Registration(http, url, secret).register(user);
            System.out.println(
                    "Registered "
                            + registered.userId()
                            + (user.admin() ? ", an administrator" : ""));
        }
    }

    private static String user(Options options) {
        String user = options.get("--user");
        if (user == null) {
            user = console("--user").readLine("User name: ");
        }
        return orFail(user, "a user name is needed");
    }

    private static String password(Options options) {
        String password = options.get("--password");
        String file = options.get("--password-file");
        if (password == null && file != null) {
            password = content(file);
        }
        return orFail(password == null ? askForPassword() : password, "a password is needed");
    }

    private static String content(String file) {
        try {
            byte[] bytes =
                    file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Path.of(file));
            return new String(bytes, java.nio.charset.StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new CommandFailure(
                    "cannot read the password from " + file + ": " + e.getMessage());
        }
    }

    private static String askForPassword() {
        Console console = console("--password-file");
        String first = String.valueOf(console.readPassword("Password: "));
        if (!first.equals(String.valueOf(console.readPassword("Again: ")))) {
            throw new CommandFailure("the two passwords differ");
        }
        return first;
    }

    private static Console console(String option) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            throw new CommandFailure("there is no terminal to ask on: give " + option);
        }
        return console;
    }

    private static String orFail(@Nullable String value, String message) {
        if (value == null || value.isBlank()) {
            throw new CommandFailure(message);
        }
        return value;
    }
}
