package dev.memtrace.ingest;

import dev.memtrace.core.config.Secret;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.SharedArc;
import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.service.ServerConfig;
import dev.memtrace.core.wire.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How ingest-api works.
 *
 * @param dedupContentBytes how much content a computed dedup key covers; 0 means all
 * @param verdictWait how long a request waits for its verdict at most
 * @param waitingMax requests under way at once; more are answered 503
 * @param waitingBytesMax bytes of their bodies together
 * @param dedupLagMax records that dedup may be behind before requests are answered 503
 * @param linger how long the producer waits for company; adds to the latency of a single memory
 * @param bootstrapKey the first API key, if the operator chose it
 * @param directoryFile where this process keeps its copy of the directory
 * @param sharedArc whose memories are taken although the directory names no Arc for them
 */
public record IngestConfig(
        KafkaConfig kafka,
        MemoryLimits limits,
        int dedupContentBytes,
        Duration verdictWait,
        int waitingMax,
        int waitingBytesMax,
        int dedupLagMax,
        Duration linger,
        Optional<Secret> bootstrapKey,
        Path directoryFile,
        SharedArc sharedArc) {

    private static final int KEY_LENGTH_MIN = 20;
    private static final int KEY_LENGTH_MAX = 72; // bcrypt looks at no more

    /** Dedup-stream goes by it to tell which verdicts may come too late for their clients. */
    private static final Duration VERDICT_WAIT_MIN = Duration.ofSeconds(1);

    public static IngestConfig from(Settings settings) {
        var key = settings.optionalText("auth.bootstrap_key");
        if (key.isPresent() && !isUsable(key.get())) {
            settings.problem(
                    "auth.bootstrap_key",
                    "must start with mtk_ and have "
                            + KEY_LENGTH_MIN
                            + " to "
                            + KEY_LENGTH_MAX
                            + " ASCII characters");
        }
        var config =
                new IngestConfig(
                        KafkaConfig.from(settings),
                        MemoryLimits.from(settings),
                        MemoryLimits.dedupContentBytes(settings),
                        settings.duration("ingest.verdict_wait", Duration.ofSeconds(5)),
                        settings.intWithin("ingest.waiting_max", 1, 100_000, 4_096),
                        settings.intWithin(
                                "ingest.waiting_bytes_max", 1 << 20, Integer.MAX_VALUE, 512 << 20),
                        settings.intWithin("ingest.dedup_lag_max", 1, Integer.MAX_VALUE, 500_000),
                        settings.duration("ingest.linger", Duration.ofMillis(1)),
                        key.map(Secret::new),
                        Path.of(settings.nonEmptyText("auth.db_path", "./data/memtrace.db")),
                        SharedArc.from(settings));
        if (config.verdictWait.compareTo(VERDICT_WAIT_MIN) < 0) {
            settings.problem(
                    "ingest.verdict_wait",
                    "must be at least 1s; a client that does not want to wait sends Prefer:"
                            + " respond-async");
        }
        int bodyBytesMax = ServerConfig.from(settings).bodyBytesMax();
        if (config.waitingBytesMax < bodyBytesMax) {
            settings.problem(
                    "ingest.waiting_bytes_max",
                    "is "
                            + config.waitingBytesMax
                            + ", less than server.body_bytes_max, "
                            + bodyBytesMax);
        }
        return config;
    }

    private static boolean isUsable(String key) {
        return key.startsWith("mtk_")
                && key.length() >= KEY_LENGTH_MIN
                && key.length() <= KEY_LENGTH_MAX
                && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
