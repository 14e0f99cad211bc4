package dev.memtrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for servers whose address must be known before they start. Safe for threads. */
public final class FreePort {
    private static final int LOWEST = 20_000;

    /**
     * Linux gives ports from 32,768 on to outgoing connections, of which a broker and its clients
     * make hundreds: one of them can take a port that was free a second ago.
     */
    private static final int HIGHEST = 32_767;

    private static final int ATTEMPTS = 100;

    private FreePort() {}

    /**
     * A port at which nobody listens, and which no outgoing connection takes.
     *
     * @throws IllegalStateException if a hundred ports, chosen at random, were taken
     */
    public static int find() {
        var random = ThreadLocalRandom.current();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = random.nextInt(LOWEST, HIGHEST + 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "%d ports between %d and %d are taken".formatted(ATTEMPTS, LOWEST, HIGHEST));
    }

    private static boolean isFree(int port) {
        try (var everywhere = new ServerSocket(port)) {
            return everywhere.isBound();
        } catch (BindException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
