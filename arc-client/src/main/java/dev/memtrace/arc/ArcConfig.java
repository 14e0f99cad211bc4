package dev.memtrace.arc;

import dev.memtrace.core.config.Settings;

/** What the configuration says of Arc: where it is, and how long it may take. */
public record ArcConfig(ArcBinding binding, ArcClientConfig client) {
    private static final String NAME_RULE =
            "a small letter, then small letters, digits or _, at most 64";

    public static ArcConfig from(Settings settings) {
        var usual = ArcClientConfig.defaults();
        return new ArcConfig(
                new ArcBinding(
                        settings.uri("arc.url"),
                        name(settings, "arc.database", "memtrace"),
                        name(settings, "arc.measurement", "events"),
                        settings.text("arc.api_key", "")),
                new ArcClientConfig(
                        settings.positiveDuration("arc.connect_timeout", usual.connectTimeMax()),
                        settings.positiveDuration("arc.write_timeout", usual.writeTimeMax()),
                        settings.positiveDuration("arc.query_timeout", usual.queryTimeMax()),
                        usual.answerBytesMax()));
    }

    private static String name(Settings settings, String key, String otherwise) {
        var name = settings.text(key, otherwise);
        if (ArcBinding.isName(name)) {
            return name;
        }
        settings.problem(key, "\"" + name + "\" is not " + NAME_RULE);
        return otherwise;
    }
}
