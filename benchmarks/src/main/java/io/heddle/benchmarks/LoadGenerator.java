package io.heddle.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/// Measures the given servers by turns, scenario by scenario, and writes what it found as JSON:
/// `{"plan": {…}, "scenarios": {NAME: {SERVER: [{METRIC: value}, one per round] or "failure: …"}}}`.
public final class LoadGenerator {

    private static final String HELP =
            """
            usage: java -cp CLASSES io.heddle.benchmarks.LoadGenerator [--short] [--only A,B] \\
                --out FILE --server NAME,URL,SECRET,PID+PID,DIRECTORY [--server …]

            --short      a tenth of the load: to try the machinery, not to quote figures
            --only       scenarios to run, of: memory_idle sends_many_rooms sends_one_room delivery
                         initial_sync_30 initial_sync_50 messages joins memory_loaded
            --out        where to write the JSON
            --server     a running homeserver: column name, base URL, registration shared secret
                         (empty: open registration), root processes, directory its processes run in
            """;

    private final Plan plan;
    private final Set<String> only;
    private final List<Homeserver> servers;
    private final Path out;
    private final Map<Homeserver, InitialSyncRooms> rooms = new LinkedHashMap<>();
    private final Map<String, Object> results = new LinkedHashMap<>();

    private LoadGenerator(Plan plan, Set<String> only, List<Homeserver> servers, Path out) {
        this.plan = plan;
        this.only = only;
        this.servers = servers;
        this.out = out;
        servers.forEach(server -> rooms.put(server, new InitialSyncRooms(server, plan)));
    }

    public static void main(String[] args) throws IOException {
        Plan plan = Plan.FULL;
        Set<String> only = Set.of();
        Path out = null;
        List<Homeserver> servers = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--short" -> plan = Plan.SHORT;
                case "--only" -> only = Set.copyOf(Arrays.asList(args[++i].split(",")));
                case "--out" -> out = Path.of(args[++i]);
                case "--server" -> servers.add(new Homeserver(Target.parse(args[++i])));
                default -> {
                    print(HELP);
                    System.exit(args[i].equals("--help") ? 0 : 2);
                }
            }
        }
        if (out == null || servers.isEmpty()) {
            print(HELP);
            System.exit(2);
            return;
        }
        new LoadGenerator(plan, only, servers, out).run();
    }

    private void run() throws IOException {
        run("memory_idle", MemoryScenario::new, 1);
        register();
        run("sends_many_rooms", server -> new SendScenario(server, plan, plan.sendRooms()));
        run("sends_one_room", server -> new SendScenario(server, plan, 1));
        run("delivery", server -> new DeliveryScenario(server, plan));
        run("initial_sync_30", server -> initialSync(server, InitialSyncRooms.SMALL));
        run("initial_sync_50", server -> initialSync(server, InitialSyncRooms.LARGE));
        run("messages", server -> new MessagesScenario(server, plan));
        run("joins", server -> new JoinScenario(server, plan));
        run("memory_loaded", MemoryScenario::new, 1);
    }

    private void register() {
        for (Homeserver server : servers) {
            long start = System.nanoTime();
            server.register(plan.accounts());
            double seconds = (System.nanoTime() - start) / 1e9;
            print(
                    "%d accounts on %s: %.1f s"
                            .formatted(plan.accounts(), server.target().name(), seconds));
        }
    }

    private Scenario initialSync(Homeserver server, int account) {
        boolean small = account == InitialSyncRooms.SMALL;
        int joined = small ? plan.smallAccount() : plan.largeAccount();
        return new InitialSyncScenario(
                server, plan, Objects.requireNonNull(rooms.get(server)), account, joined);
    }

    private void run(String name, Function<Homeserver, Scenario> factory) throws IOException {
        run(name, factory, plan.rounds());
    }

    private void run(String name, Function<Homeserver, Scenario> factory, int rounds)
            throws IOException {
        if (only.isEmpty() || only.contains(name)) {
            results.put(name, new Comparison(name, servers, factory).run(rounds));
            save();
        }
    }

    /// After every scenario, so that a run that is cut short leaves something.
    private void save() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("plan", plan.toString());
        all.put("scenarios", results);
        Files.writeString(out, JsonWriter.write(all));
    }

    /// Progress, for whoever waits.
    static void print(String line) {
        System.out.println(line);
    }
}
