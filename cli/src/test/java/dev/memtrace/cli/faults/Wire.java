package dev.memtrace.cli.faults;

import java.time.Duration;
import java.util.Optional;

/** What becomes of requests on the way to an Arc. */
sealed interface Wire {
    record Whole() implements Wire {}

    /** They begin that much later. */
    record Slow(Duration delay) implements Wire {}

    /** They are served, and nobody is answered before the wire is whole again. */
    record Swallowing() implements Wire {}

    /** They are not served, and answered so. */
    record Refusing(int status, String body) implements Wire {}

    /** They wait until the wire is whole again, and are served then, whoever still waits. */
    record Hanging() implements Wire {}

    /** They are served, and half of the answer comes. */
    record Cutting() implements Wire {}

    /** What this fault does to the wire; nothing if it is not one of the wire. */
    static Optional<Wire> of(Fault fault) {
        return Optional.ofNullable(
                switch (fault.kind()) {
                    case SLOW_ARC -> new Slow(fault.delay());
                    case LOST_ANSWERS -> new Swallowing();
                    case ANSWERS_503 -> new Refusing(503, "{\"error\":\"overloaded\"}");
                    case ANSWERS_401 ->
                            new Refusing(
                                    401,
                                    "{\"success\":false,\"error\":\"Invalid or expired token\"}");
                    case ANSWERS_500 ->
                            new Refusing(
                                    500,
                                    "{\"success\":false,\"error\":\"Failed to write records: IO\"}");
                    case HANGING_REQUESTS -> new Hanging();
                    case CUT_ANSWERS -> new Cutting();
                    case KILL_INGEST,
                            KILL_DEDUP,
                            KILL_SINK,
                            KILL_QUERY,
                            KILL_ARC,
                            KILL_REPLAYING_ARC,
                            ZOMBIE_SINK,
                            SECOND_SINK,
                            CLOCK_FORTH,
                            CLOCK_BACK,
                            FULL_DISK ->
                            null;
                });
    }
}
