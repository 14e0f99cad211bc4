package dev.memtrace.query;

import dev.memtrace.arc.ArcConfig;
import dev.memtrace.core.config.Settings;
import java.time.Duration;

/**
 * How query-api works.
 *
 * @param questionsPerOrgMax questions to one org's Arc at once; more wait
 */
public record QueryApiConfig(ArcConfig arc, int questionsPerOrgMax) {
    public static QueryApiConfig from(Settings settings) {
        return new QueryApiConfig(
                ArcConfig.from(settings), settings.intWithin("query.threads", 1, 1_000, 32));
    }

    /** How long a question waits for its turn: as long as a connection may take. */
    Duration turnWaitMax() {
        return arc.client().connectTimeMax();
    }
}
