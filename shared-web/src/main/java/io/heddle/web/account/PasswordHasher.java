package io.heddle.web.account;

import io.heddle.protocol.error.MatrixException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Hashes passwords with Argon2id (19 MiB, 2 passes), written in the PHC form. At most as many at a time as there are
/// cores, so that a rush of logins costs neither the memory nor the other requests; a long queue is refused with 429.
@Component
public class PasswordHasher implements DisposableBean {
    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int LONGEST_QUEUE = 500;
    private static final String PREFIX = "$argon2id$v=19$m=";

    private final RandomGenerator random;
    private final ThreadPoolExecutor pool;
    private final String decoy;

    PasswordHasher(RandomGenerator random) {
        this.random = random;
        int threads = Runtime.getRuntime().availableProcessors();
        this.pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(LONGEST_QUEUE),
                        Thread.ofPlatform().daemon().name("passwords-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
        this.decoy = write(MEMORY_KIB, PASSES, 1, new byte[SALT_BYTES], new byte[HASH_BYTES]);
    }

    public String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] hash = run(() -> argon2(password, salt, MEMORY_KIB, PASSES, 1, HASH_BYTES));
        return write(MEMORY_KIB, PASSES, 1, salt, hash);
    }

    /// Whether the password is the hashed one. Takes as long without a hash, so that the time tells nobody whether an
    /// account exists.
    public boolean matches(String password, @Nullable String hash) {
        boolean same = verify(password, hash == null ? decoy : hash);
        return same && hash != null;
    }

    private boolean verify(String password, String phc) {
        String[] parts = phc.split("\\$", -1);
        if (!phc.startsWith(PREFIX) || parts.length != 6) {
            return false;
        }
        String[] cost = parts[3].split("[=,]");
        byte[] salt = Base64.getDecoder().decode(parts[4]);
        byte[] expected = Base64.getDecoder().decode(parts[5]);
        byte[] actual =
                run(() ->
                        argon2(
                                password,
                                salt,
                                Integer.parseInt(cost[1]),
                                Integer.parseInt(cost[3]),
                                Integer.parseInt(cost[5]),
                                expected.length));
        return MessageDigest.isEqual(expected, actual);
    }

    private static String write(int memory, int passes, int lanes, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return PREFIX
                + memory
                + ",t="
                + passes
                + ",p="
                + lanes
                + "$"
                + base64.encodeToString(salt)
                + "$"
                + base64.encodeToString(hash);
    }

    private static byte[] argon2(
            String password, byte[] salt, int memory, int passes, int lanes, int length) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(
                new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                        .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                        .withSalt(salt)
                        .withMemoryAsKB(memory)
                        .withIterations(passes)
                        .withParallelism(lanes)
                        .build());
        byte[] hash = new byte[length];
        generator.generateBytes(
                Normalizer.normalize(password, Normalizer.Form.NFKC)
                        .getBytes(StandardCharsets.UTF_8),
                hash);
        return hash;
    }

    private <T> T run(Callable<T> work) {
        try {
            return pool.submit(work).get();
        } catch (RejectedExecutionException e) {
            throw MatrixException.limitExceeded(2000);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Password hashing failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void destroy() {
        pool.shutdownNow();
    }
}
