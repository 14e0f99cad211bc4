package dev.memtrace.arc;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How long a client waits for Arc, and how much it takes from it. */
public record ArcClientConfig(
        Duration connectTimeMax, Duration writeTimeMax, Duration queryTimeMax, int answerBytesMax) {

    public ArcClientConfig {
        requirePositive("connectTimeMax", connectTimeMax);
        requirePositive("writeTimeMax", writeTimeMax);
        requirePositive("queryTimeMax", queryTimeMax);
        if (answerBytesMax < 1) {
            throw new IllegalArgumentException("answerBytesMax must be positive");
        }
    }

    /** Five seconds to connect, thirty for everything else. */
    public static ArcClientConfig defaults() {
        return new ArcClientConfig(
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                256 * 1024 * 1024);
    }

    private static void requirePositive(String name, Duration time) {
        if (!requireNonNull(time, name).isPositive()) {
            throw new IllegalArgumentException(name + " must be positive");
        }
    }
}
