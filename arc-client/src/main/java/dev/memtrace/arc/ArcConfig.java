package dev.memtrace.arc;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.SharedArc;
import java.util.Optional;

/**
 * What the configuration says of Arc.
 *
 * @param shared the Arc that it names, if it does
 * @param serves whom that one stands in for
 * @param client how long any Arc may take
 */
public record ArcConfig(Optional<ArcBinding> shared, SharedArc serves, ArcClientConfig client) {
    private static final String NAME_RULE =
            "a small letter, then small letters, digits or _, at most 64";

    public static ArcConfig from(Settings settings) {
        var usual = ArcClientConfig.defaults();
        return new ArcConfig(
                shared(settings),
                SharedArc.from(settings),
                new ArcClientConfig(
                        settings.positiveDuration("arc.connect_timeout", usual.connectTimeMax()),
                        settings.positiveDuration("arc.write_timeout", usual.writeTimeMax()),
                        settings.positiveDuration("arc.query_timeout", usual.queryTimeMax()),
                        usual.answerBytesMax()));
    }

    private static Optional<ArcBinding> shared(Settings settings) {
        var url = settings.optionalText("arc.url").map(_ -> settings.uri("arc.url"));
        // Asked for also without an address, so that their problems are told.
        var database = name(settings, "arc.database", "memtrace");
        var measurement = name(settings, "arc.measurement", "events");
        var token = settings.text("arc.api_key", "");
        return url.map(address -> new ArcBinding(address, database, measurement, token));
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
