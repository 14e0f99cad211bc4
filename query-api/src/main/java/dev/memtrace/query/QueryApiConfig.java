package dev.memtrace.query;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcClientConfig;
import dev.memtrace.core.config.Settings;
import java.time.Duration;

/**
 * How query-api works.
 *
 * @param binding where everybody's memories are
 * @param questionsPerOrgMax questions to one org's Arc at once; more wait
 */
public record QueryApiConfig(ArcBinding binding, ArcClientConfig arc, int questionsPerOrgMax) {
    private static final String NAME_RULE = "a small letter, then small letters, digits or _";

    public static QueryApiConfig from(Settings settings) {
        var usual = ArcClientConfig.defaults();
        var config =
                new QueryApiConfig(
                        new ArcBinding(
                                settings.uri("arc.url"),
                                name(settings, "arc.database", "memtrace"),
                                name(settings, "arc.measurement", "events"),
                                settings.text("arc.api_key", "")),
                        new ArcClientConfig(
                                settings.duration("arc.connect_timeout", usual.connectTimeMax()),
                                usual.writeTimeMax(),
                                settings.duration("arc.query_timeout", usual.queryTimeMax()),
                                usual.answerBytesMax()),
                        settings.intWithin("query.threads", 1, 1_000, 32));
        settings.throwIfAnyProblem();
        return config;
    }

    private static String name(Settings settings, String key, String otherwise) {
        var name = settings.text(key, otherwise);
        if (ArcBinding.isName(name)) {
            return name;
        }
        settings.problem(key, "\"" + name + "\" is not " + NAME_RULE);
        return otherwise;
    }

    /** How long a question waits for its turn: as long as a connection may take. */
    Duration turnWaitMax() {
        return arc.connectTimeMax();
    }
}
