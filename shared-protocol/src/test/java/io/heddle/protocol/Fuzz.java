package io.heddle.protocol;

import io.heddle.protocol.crypto.UnpaddedBase64;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Feeds mutations of good inputs to a parser for a fixed time. The parser may refuse by an exception of its contract
/// and by nothing else. The seed is printed; `-Dfuzz.seed=` repeats a run, `-Dfuzz.seconds=` prolongs it.
public final class Fuzz {
    private static final Duration BUDGET = Duration.ofSeconds(Long.getLong("fuzz.seconds", 2));
    private static final List<byte[]> TOKENS =
            List.of(
                    ascii("{"),
                    ascii("}"),
                    ascii("["),
                    ascii("]"),
                    ascii("\""),
                    ascii(":"),
                    ascii(","),
                    ascii("\\"),
                    ascii("\\u0000"),
                    ascii("\\ud800"),
                    ascii("\\udc00"),
                    ascii("-0"),
                    ascii("1e999"),
                    ascii("1e10"),
                    ascii("0.1"),
                    ascii("9007199254740993"),
                    ascii("99999999999999999999999"),
                    ascii("null"),
                    ascii("true"),
                    ascii("@"),
                    ascii("!"),
                    ascii("$"),
                    ascii("#"),
                    ascii("*"),
                    ascii("?"),
                    ascii("="),
                    ascii("::"),
                    ascii("[::1]"),
                    ascii(":65536"),
                    ascii("\"\":"),
                    ascii("[[[[[[[["),
                    ascii("{\"a\":"),
                    new byte[] {0},
                    new byte[] {(byte) 0xFF, (byte) 0xFE},
                    new byte[] {(byte) 0xC0, (byte) 0x80},
                    new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
                    "é\uFFFF😀".getBytes(StandardCharsets.UTF_8));

    private final RandomGenerator random;
    private final List<byte[]> corpus;

    private Fuzz(RandomGenerator random, List<byte[]> corpus) {
        this.random = random;
        this.corpus = corpus;
    }

    /// @param refusals the exceptions that the parser documents
    @SafeVarargs
    public static void run(
            String name,
            List<String> corpus,
            Consumer<byte[]> parser,
            Class<? extends RuntimeException>... refusals) {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        System.out.println("fuzz " + name + " seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<byte[]> inputs =
                corpus.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        Fuzz fuzz = new Fuzz(random, inputs);
        long end = System.nanoTime() + BUDGET.toNanos();
        long runs = 0;
        while (System.nanoTime() < end) {
            fuzz.once(name + " seed " + seed, parser, refusals);
            runs++;
        }
        System.out.println("fuzz " + name + " took " + runs + " inputs");
    }

    private void once(
            String run, Consumer<byte[]> parser, Class<? extends RuntimeException>[] refusals) {
        byte[] input = mutated();
        try {
            parser.accept(input);
        } catch (Throwable thrown) {
            if (Arrays.stream(refusals).noneMatch(refusal -> refusal.isInstance(thrown))) {
                throw new AssertionError(run + " input " + UnpaddedBase64.encode(input), thrown);
            }
        }
    }

    private byte[] mutated() {
        byte[] input = any(corpus);
        int times = random.nextInt(6);
        for (int i = 0; i < times; i++) {
            input = mutate(input);
        }
        return input;
    }

    private byte[] mutate(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int end = Math.min(input.length, at + random.nextInt(16));
        return switch (random.nextInt(7)) {
            case 0 -> splice(input, at, any(TOKENS), at);
            case 1 -> splice(input, at, any(TOKENS), end);
            case 2 -> splice(input, at, new byte[0], end);
            case 3 ->
                    splice(
                            input,
                            at,
                            new byte[] {(byte) random.nextInt(256)},
                            Math.min(input.length, at + 1));
            case 4 -> splice(input, at, repeated(Arrays.copyOfRange(input, at, end)), at);
            case 5 -> splice(input, at, any(corpus), random.nextInt(at, input.length + 1));
            default -> splice(input, at, repeated(any(TOKENS)), end);
        };
    }

    private byte[] repeated(byte[] chunk) {
        int times = 1 << random.nextInt(random.nextInt(20) == 0 ? 14 : 6);
        byte[] all = new byte[chunk.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(chunk, 0, all, i * chunk.length, chunk.length);
        }
        return all;
    }

    private static byte[] splice(byte[] input, int from, byte[] insert, int to) {
        byte[] result = new byte[from + insert.length + input.length - to];
        System.arraycopy(input, 0, result, 0, from);
        System.arraycopy(insert, 0, result, from, insert.length);
        System.arraycopy(input, to, result, from + insert.length, input.length - to);
        return result;
    }

    private byte[] any(List<byte[]> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
