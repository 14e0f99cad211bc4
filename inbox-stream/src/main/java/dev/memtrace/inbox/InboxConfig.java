package dev.memtrace.inbox;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.memory.MemoryLimits;
import dev.memtrace.core.wire.KafkaConfig;

/**
 * How inbox-stream works.
 *
 * @param partitions of an inbox that is made
 * @param dedupContentBytes how much content a computed dedup key covers; 0 means all
 * @param dedupLagMax records that dedup may be behind before no more are taken in; what waits
 *     behind them over HTTP waits as long as dedup needs for so many
 * @param instanceId names this instance for good, so that after a crash it takes its own place
 *     again at once
 */
public record InboxConfig(
        KafkaConfig kafka,
        int partitions,
        MemoryLimits limits,
        int dedupContentBytes,
        int dedupLagMax,
        String instanceId) {

    public static InboxConfig from(Settings settings) {
        return new InboxConfig(
                KafkaConfig.from(settings),
                settings.intWithin("inbox.partitions", 1, 1_000, 3),
                MemoryLimits.from(settings),
                MemoryLimits.dedupContentBytes(settings),
                settings.intWithin("inbox.dedup_lag_max", 1, Integer.MAX_VALUE, 20_000),
                settings.nonEmptyText("inbox.instance_id", "inbox-1"));
    }
}
