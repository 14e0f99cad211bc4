package dev.memtrace.arc;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.SharedArc;
import java.time.Duration;
import java.util.Optional;

/**
 * What the configuration says of Arc.
 *
 * @param shared the Arc that it names, if it does
 * @param serves whom that one stands in for
 * @param client how long any Arc may take
 * @param flushHorizon how long after it has taken rows the configured Arc may be unable to show
 *     them: the age at which it empties its buffer, and the time that takes; nothing if it shows
 *     them at once
 * @param ownFlushHorizon the same of Arcs that orgs are bound to
 */
public record ArcConfig(
        Optional<ArcBinding> shared,
        SharedArc serves,
        ArcClientConfig client,
        Duration flushHorizon,
        Duration ownFlushHorizon) {
    /** Arc empties its buffer every five seconds unless it is told otherwise. */
    private static final Duration FLUSH_HORIZON = Duration.ofSeconds(7);

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
                        usual.answerBytesMax()),
                settings.duration("arc.flush_horizon", FLUSH_HORIZON),
                settings.duration("arc.own_flush_horizon", FLUSH_HORIZON));
    }

    /** How long the Arc of this binding may be unable to show what it has taken. */
    public Duration flushHorizon(ArcBinding binding) {
        return binding.version() == 0 ? flushHorizon : ownFlushHorizon;
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
