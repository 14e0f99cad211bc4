package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * For how long, and how often, a call is tried again: when nobody listens, when the answer got
 * lost, or when it was 429, 502, 503 or 504. Only calls that may be made twice are tried again once
 * they may have arrived; each method says whether it is one.
 *
 * <p>Pauses begin at {@code pauseMin}, double up to {@code pauseMax}, and are shortened at random
 * by up to a half, so that many clients do not come back at the same moment. When the server asks
 * for a longer pause ({@code Retry-After}), it gets that; when that would be too long for {@code
 * timeMax}, the call fails at once and says what was asked.
 *
 * @param timeMax no call takes longer than this, or than one try if that is longer; zero means that
 *     nothing is tried twice
 * @param pauseMin more than zero
 * @param pauseMax at least {@code pauseMin}
 */
public record Retries(Duration timeMax, Duration pauseMin, Duration pauseMax) {
    /** For a minute, with pauses from 100 ms to 5 s. */
    public static final Retries DEFAULT =
            new Retries(Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofSeconds(5));

    /** Nothing is tried twice. */
    public static final Retries NONE = DEFAULT.within(Duration.ZERO);

    /** Checks what is said of each. */
    public Retries {
        requireNonNull(timeMax, "timeMax");
        requireNonNull(pauseMin, "pauseMin");
        requireNonNull(pauseMax, "pauseMax");
        if (timeMax.isNegative()) {
            throw new IllegalArgumentException("timeMax must not be negative, got " + timeMax);
        }
        if (!pauseMin.isPositive() || pauseMin.compareTo(pauseMax) > 0) {
            throw new IllegalArgumentException(
                    "pauseMin must be more than zero and at most pauseMax, got %s and %s"
                            .formatted(pauseMin, pauseMax));
        }
    }

    /** The same pauses for another time. */
    public Retries within(Duration timeMax) {
        return new Retries(timeMax, pauseMin, pauseMax);
    }

    /**
     * The pause after a number of tries.
     *
     * @param tries that failed, 1 or more
     */
    Duration pause(int tries, Optional<Duration> retryAfter, RandomGenerator random) {
        // As doubles, which no number of tries overflows.
        double doubled = (double) pauseMin.toMillis() * Math.pow(2, tries - 1);
        long whole = Math.max(1, (long) Math.min(doubled, (double) pauseMax.toMillis()));
        var ours = Duration.ofMillis(whole - random.nextLong(whole / 2 + 1));
        return retryAfter
                .map(theirs -> theirs.plusMillis(random.nextLong(pauseMin.toMillis() + 1)))
                .filter(theirs -> theirs.compareTo(ours) > 0)
                .orElse(ours);
    }
}
