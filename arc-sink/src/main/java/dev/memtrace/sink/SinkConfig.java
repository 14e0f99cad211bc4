package dev.memtrace.sink;

import dev.memtrace.arc.ArcConfig;
import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.KafkaConfig;
import java.time.Duration;

/**
 * How arc-sink works.
 *
 * @param batchDueRows a batch with so many rows is written at once
 * @param batchDueAfter a batch is written when its first row is so old
 * @param batchRowsMax rows of a batch at most, when there is a lot to catch up with
 * @param laneBytesMax of memories that wait in memory for one org's Arc; what comes on top waits in
 *     the log
 * @param bytesMax of memories that wait in memory for all Arcs together
 * @param isProving whether rows are read back before they count as stored; if not, Arc's word is
 *     taken for it, which is for measuring only
 * @param instanceId names this instance for good, so that after a crash it takes its own place
 *     again at once
 */
public record SinkConfig(
        KafkaConfig kafka,
        ArcConfig arc,
        int batchDueRows,
        Duration batchDueAfter,
        int batchRowsMax,
        int laneBytesMax,
        int bytesMax,
        boolean isProving,
        String instanceId) {

    private static final int MIB = 1024 * 1024;

    public static SinkConfig from(Settings settings) {
        var config =
                new SinkConfig(
                        KafkaConfig.from(settings),
                        ArcConfig.from(settings),
                        settings.intWithin("write_buffer.max_size", 1, 50_000, 1_000),
                        settings.positiveDuration(
                                "write_buffer.max_interval", Duration.ofSeconds(1)),
                        settings.intWithin("write_buffer.batch_rows_max", 1, 50_000, 20_000),
                        settings.intWithin("write_buffer.lane_bytes_max", MIB, 1024 * MIB, 8 * MIB),
                        settings.intWithin("write_buffer.bytes_max", MIB, 1024 * MIB, 64 * MIB),
                        settings.flag("write_buffer.proof", true),
                        settings.nonEmptyText("write_buffer.instance_id", "arc-sink-1"));
        if (config.batchDueRows > config.batchRowsMax) {
            settings.problem(
                    "write_buffer.max_size",
                    "is "
                            + config.batchDueRows
                            + ", more than write_buffer.batch_rows_max, "
                            + config.batchRowsMax);
        }
        return config;
    }
}
