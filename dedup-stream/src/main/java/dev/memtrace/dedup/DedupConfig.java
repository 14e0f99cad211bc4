package dev.memtrace.dedup;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How dedup-stream works.
 *
 * @param enabled if false, every memory is accepted
 * @param window how long after the first accepted memory a repeat is a duplicate
 * @param commitInterval how often results become visible: latency against throughput
 * @param threads stream threads of this instance
 * @param stateDirectory where the store lives; must survive restarts, else every start replays it
 *     from Kafka
 * @param instanceId names this instance for good, so that after a crash it takes its own place
 *     again at once
 */
public record DedupConfig(
        KafkaConfig kafka,
        boolean enabled,
        Duration window,
        Duration commitInterval,
        int threads,
        Path stateDirectory,
        String instanceId) {

    public static DedupConfig from(Settings settings) {
        var config =
                new DedupConfig(
                        KafkaConfig.from(settings),
                        settings.flag("dedup.enabled", true),
                        settings.duration("dedup.window", Duration.ofHours(24)),
                        settings.positiveDuration("dedup.commit_interval", Duration.ofMillis(20)),
                        settings.intWithin("dedup.threads", 1, 256, 2),
                        Path.of(settings.nonEmptyText("dedup.state_dir", "./data/dedup")),
                        settings.nonEmptyText("dedup.instance_id", "dedup-1"));
        if (config.window.compareTo(FirstSeen.WINDOW_MIN) < 0) {
            settings.problem(
                    "dedup.window",
                    "must be at least 1m; to accept everything set dedup.enabled = false");
        }
        return config;
    }
}
