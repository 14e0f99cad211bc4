package dev.memtrace.query;

import dev.memtrace.arc.ArcClientConfig;
import dev.memtrace.arc.ArcConfig;
import dev.memtrace.core.config.Settings;
import java.time.Duration;

/**
 * How query-api works.
 *
 * @param questionsPerOrgMax questions to one org's Arc at once; more wait
 * @param tailBytesMax what memories may take that are kept because their Arc may not have them
 */
public record QueryApiConfig(
        ArcConfig arc,
        int questionsPerOrgMax,
        long tailBytesMax,
        OutcomeLimits outcomes,
        StreamLimits streams) {
    private static final int MIB = 1024 * 1024;
    private static final Duration HASTE = Duration.ofSeconds(2);

    /**
     * What is told of memories that are kept nowhere.
     *
     * @param window for how long
     * @param bytesMax what that may take; the oldest go first
     */
    public record OutcomeLimits(Duration window, long bytesMax) {}

    /**
     * Clients that listen.
     *
     * @param max how many at once
     * @param perOrgMax how many of one org
     * @param bytesMax what may be kept for all of them together
     */
    public record StreamLimits(int max, int perOrgMax, long bytesMax) {}

    public static QueryApiConfig from(Settings settings) {
        return new QueryApiConfig(
                ArcConfig.from(settings),
                settings.intWithin("query.threads", 1, 1_000, 32),
                settings.intWithin("query.tail_bytes_max", MIB, 1_024 * MIB, 256 * MIB),
                new OutcomeLimits(
                        settings.duration("dedup.window", Duration.ofHours(24)),
                        settings.intWithin("query.outcomes_bytes_max", MIB, 1_024 * MIB, 64 * MIB)),
                new StreamLimits(
                        settings.intWithin("query.streams_max", 1, 1_000_000, 4_000),
                        settings.intWithin("query.streams_per_org_max", 1, 1_000_000, 1_000),
                        settings.intWithin("query.streams_bytes_max", MIB, 1_024 * MIB, 64 * MIB)));
    }

    /** How long a question waits for its turn: as long as a connection may take. */
    Duration turnWaitMax() {
        return arc.client().connectTimeMax();
    }

    /** For what is left out if Arc does not answer soon. */
    ArcClientConfig hastyArc() {
        var usual = arc.client();
        return new ArcClientConfig(
                atMost(usual.connectTimeMax()),
                atMost(usual.writeTimeMax()),
                atMost(usual.queryTimeMax()),
                usual.answerBytesMax());
    }

    private static Duration atMost(Duration time) {
        return time.compareTo(HASTE) < 0 ? time : HASTE;
    }
}
