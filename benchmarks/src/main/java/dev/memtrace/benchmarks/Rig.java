package dev.memtrace.benchmarks;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.standalone.DataDirectory;
import dev.memtrace.standalone.Standalone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** A whole Memtrace for one run, with defaults, in a directory of its own. Thread-safe. */
final class Rig implements AutoCloseable {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Standalone memtrace;
    private final KafkaConfig kafka;
    private final StoredRows stored;

    private Rig(Standalone memtrace, Settings settings) {
        this.memtrace = memtrace;
        this.kafka = KafkaConfig.from(settings);
        this.stored =
                new StoredRows(
                        memtrace.arcUri(),
                        settings.text("arc.database", "memtrace"),
                        settings.text("arc.measurement", "events"));
    }

    /**
     * Starts it. Neither a file nor the environment configures it, because figures are to be
     * compared.
     */
    static Rig start(Path directory, Map<String, String> changes) {
        var settings = Settings.empty().with("server.port", "0");
        changes.forEach(settings::with);
        var memtrace = Standalone.start(settings, DataDirectory.take(directory), Clock.systemUTC());
        settings.with("kafka.bootstrap_servers", memtrace.bootstrapServers());
        return new Rig(memtrace, settings);
    }

    HttpConnection connect() throws IOException {
        return HttpConnection.open(memtrace.port());
    }

    HttpRequest.Maker requests() {
        return new HttpRequest.Maker(memtrace.port(), memtrace.firstKey().orElse(""));
    }

    /** How the topics are cut, and where the broker is. */
    KafkaConfig kafka() {
        return kafka;
    }

    /** Memories that can be read from the store. */
    long storedRows() {
        return stored.count();
    }

    /**
     * Returns once so many memories can be read from the store.
     *
     * @throws StageFailedException if they cannot within {@code patience}
     */
    void awaitStored(long rows, Duration patience) {
        long giveUpNanos = System.nanoTime() + patience.toNanos();
        long readable = storedRows();
        while (readable < rows) {
            if (System.nanoTime() > giveUpNanos) {
                throw new StageFailedException(
                        String.format(
                                Locale.ROOT,
                                "only %,d of %,d memories can be read after %d s",
                                readable,
                                rows,
                                patience.toSeconds()));
            }
            Pause.of(LOOK_AGAIN);
            readable = storedRows();
        }
    }

    @Override
    public void close() {
        try (memtrace) {
            stored.close();
        }
    }
}
