package io.heddle.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Runs one scenario against every server: prepared side by side, measured by turns.
final class Comparison {

    private final List<Contender> contenders = new ArrayList<>();

    Comparison(String name, List<Homeserver> servers, Function<Homeserver, Scenario> factory) {
        for (Homeserver server : servers) {
            contenders.add(new Contender(name, server.target(), factory.apply(server)));
        }
    }

    /// What became of each server in `rounds` rounds, by its name.
    Map<String, Object> run(int rounds) {
        prepare();
        contenders.forEach(Contender::settle);
        contenders.forEach(Contender::warmUp);
        for (int i = 1; i <= rounds; i++) {
            int round = i;
            contenders.forEach(contender -> contender.measure(round));
        }
        Map<String, Object> outcomes = new LinkedHashMap<>();
        contenders.forEach(contender -> outcomes.put(contender.name(), contender.outcome()));
        return outcomes;
    }

    private void prepare() {
        List<Thread> threads = new ArrayList<>();
        contenders.forEach(each -> threads.add(Thread.startVirtualThread(each::prepare)));
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchmarkException("interrupted", e);
            }
        }
    }
}
