package dev.memtrace.arc;

import dev.memtrace.core.config.Settings;
import java.time.Duration;

/** Where Arc is and how long it may take. */
public record ArcConfig(
        ArcBinding binding, Duration connectTimeout, Duration queryTimeout, Duration writeTimeout) {
    public static ArcConfig from(Settings settings) {
        return new ArcConfig(
                new ArcBinding(
                        settings.uri("arc.url"),
                        name(settings, "arc.database", "memtrace"),
                        name(settings, "arc.measurement", "events"),
                        settings.text("arc.api_key", "")),
                settings.duration("arc.connect_timeout", Duration.ofSeconds(5)),
                settings.duration("arc.query_timeout", Duration.ofSeconds(30)),
                settings.duration("arc.write_timeout", Duration.ofSeconds(30)));
    }

    private static String name(Settings settings, String key, String otherwise) {
        var name = settings.text(key, otherwise);
        if (ArcBinding.isName(name)) {
            return name;
        }
        settings.problem(key, "\"" + name + "\" is not " + ArcBinding.NAME_RULE);
        return otherwise;
    }
}
