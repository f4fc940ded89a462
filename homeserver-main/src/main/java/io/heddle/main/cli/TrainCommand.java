package io.heddle.main.cli;

import io.heddle.main.HeddleApplication;
import io.heddle.main.cli.Registration.NewUser;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.springframework.context.ConfigurableApplicationContext;

/// One start, a few requests and one stop on throw-away data, for `-XX:AOTCacheOutput` to watch: what is loaded and
/// compiled here is there at once in later starts. See docs/adr/0001-start-up-cache.md.
final class TrainCommand implements Command {
    @Override
    public String name() {
        return "train";
    }

    @Override
    public String summary() {
        return "a rehearsal on throw-away data, from which the build makes the start-up cache";
    }

    @Override
    public String help() {
        return """
        heddle train: start, answer a few requests, stop

          --data DIR  an empty folder, of no further use afterwards

        Called by the build with -XX:AOTCacheOutput; of no other use.\
        """;
    }

    @Override
    public void run(List<String> arguments) {
        Options options = Options.parse(arguments, Set.of("--data"), Set.of());
        String data = options.get("--data");
        if (data == null) {
            throw new CommandFailure("--data is needed, an empty folder");
        }
        withoutLimits(Path.of(data));
        try (ConfigurableApplicationContext context =
                        HeddleApplication.start("--port", "0", "--data", data);
                HttpClient http = HttpClient.newHttpClient()) {
            String port = context.getEnvironment().getRequiredProperty("local.server.port");
            String homeserver = "http://127.0.0.1:" + port;
            Rehearsal rehearsal = new Rehearsal(http, homeserver);
            rehearsal.withoutAccount();
            String alice = token(http, homeserver, Path.of(data), "alice", true);
            String bob = token(http, homeserver, Path.of(data), "bob", false);
            rehearsal.withAccount(alice, bob);
        } catch (CommandFailure failure) {
            System.out.println("The rehearsal ended early: " + failure.getMessage());
        }
    }

    private static void withoutLimits(Path data) {
        try {
            Files.writeString(data.resolve("homeserver.yaml"), "rate_limits:\n  enabled: false\n");
        } catch (IOException e) {
            throw new CommandFailure("cannot write into " + data);
        }
    }

    private static String token(
            HttpClient http, String homeserver, Path data, String name, boolean admin) {
        return new Registration(http, homeserver, SharedSecret.find(data, null))
                .register(new NewUser(name, "a rehearsal", admin))
                .accessToken();
    }
}
