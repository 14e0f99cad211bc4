package dev.memtrace.cli;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClientConfig;
import dev.memtrace.arc.ArcException;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.arc.Sql;
import java.time.Duration;
import java.util.Optional;

/** Asks an Arc, before it is used, whether it is there and takes the key. */
final class ArcProbe {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final int ANSWER_BYTES_MAX = 1024 * 1024;

    private ArcProbe() {}

    /** What a person should know of it; empty if it answers as it should. */
    static Optional<String> problemOf(ArcBinding arc) {
        var patience = new ArcClientConfig(CONNECT, ANSWER, ANSWER, ANSWER_BYTES_MAX);
        try (var client = new HttpArcClient(patience)) {
            if (!client.isReady(arc)) {
                return Optional.of("the Arc at " + arc.url() + " does not say that it is ready");
            }
            var _ =
                    client.query(
                            arc,
                            "SELECT %s FROM %s AS e LIMIT 1"
                                    .formatted(Sql.column("time"), arc.measurement()));
            return Optional.empty();
        } catch (ArcException e) {
            return Optional.of(
                    "the Arc at " + arc.url() + " cannot be read (" + e.getMessage() + ")");
        }
    }
}
