package dev.memtrace.client;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/**
 * For how long a write waits for its verdicts before it is answered with what is {@link
 * Written.Pending}. It is durable in any case.
 *
 * @param max whole seconds, and no longer than the server would wait anyhow; zero means not at all;
 *     empty means as long as the server would, 5 seconds by default
 */
public record VerdictWait(Optional<Duration> max) {
    /** As long as the server would wait, 5 seconds by default. */
    public static final VerdictWait SERVERS = new VerdictWait(Optional.empty());

    /** Not at all: the answer comes as soon as the memories are durable. */
    public static final VerdictWait NONE = new VerdictWait(Optional.of(Duration.ZERO));

    /** Checks that they are whole seconds. */
    public VerdictWait {
        requireNonNull(max, "max").ifPresent(it -> Checks.requireSeconds("max", it));
    }

    /** So many whole seconds at most. */
    public static VerdictWait atMost(Duration max) {
        return new VerdictWait(Optional.of(max));
    }

    Call asked(Call call) {
        return max.map(it -> it.isZero() ? "respond-async" : "wait=" + it.toSeconds())
                .map(it -> call.with("Prefer", it))
                .orElse(call);
    }
}
