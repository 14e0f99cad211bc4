package dev.memtrace.core.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The configuration as text: {@code memtrace.toml}, overridden by {@code MEMTRACE_<SECTION>_<KEY>},
 * overridden by what the command line says. Hands out checked values and gathers what is wrong, to
 * be reported at once by {@link #throwIfAnyProblem}. Used by one thread, at start.
 */
public final class Settings {
    /** Variables of the environment that start with our prefix and are no configuration keys. */
    private static final Set<String> OTHER_VARIABLES =
            Set.of(
                    "MEMTRACE_JDK_FOLDERS",
                    "MEMTRACE_URL",
                    "MEMTRACE_API_KEY",
                    "MEMTRACE_MASTER_KEY",
                    "MEMTRACE_JAVA_OPTS",
                    "MEMTRACE_CONFIG");

    private final Map<String, String> values = new HashMap<>();

    /** Those of {@link #OTHER_VARIABLES} that are set. */
    private final Map<String, String> variables = new HashMap<>();

    private final Set<String> problems = new LinkedHashSet<>();

    private Settings() {}

    /** Nothing but defaults; for tests and as a base for {@link #with}. */
    public static Settings empty() {
        return new Settings();
    }

    /** What the first {@code memtrace.toml} of the usual places and the environment say. */
    public static Settings load(Map<String, String> environment) {
        var settings = new Settings();
        findFile(environment).ifPresent(settings::readFile);
        settings.readEnvironment(environment);
        return settings;
    }

    /** What {@code file} and the environment say. */
    public static Settings load(Path file, Map<String, String> environment) {
        var settings = new Settings();
        settings.readFile(file);
        settings.readEnvironment(environment);
        return settings;
    }

    private static Optional<Path> findFile(Map<String, String> environment) {
        var named = environment.get("MEMTRACE_CONFIG");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return List.of(
                        Path.of("memtrace.toml"),
                        Path.of("/etc/memtrace/memtrace.toml"),
                        Path.of(System.getProperty("user.home"), ".memtrace", "memtrace.toml"))
                .stream()
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private void readFile(Path file) {
        try {
            var spelledBy = new HashMap<String, String>();
            var root = new TomlMapper().readTree(Files.readString(file));
            for (var section : root.properties()) {
                if (!section.getValue().isObject()) {
                    problems.add(section.getKey() + ": stands outside a [section] of " + file);
                    continue;
                }
                section.getValue()
                        .properties()
                        .forEach(
                                entry ->
                                        put(
                                                section.getKey() + "." + entry.getKey(),
                                                scalar(entry.getValue()),
                                                spelledBy));
            }
        } catch (JsonProcessingException e) {
            // Not the parser's message: it may quote a secret.
            problems.add(file + ": is not TOML at line " + e.getLocation().getLineNr());
        } catch (IOException e) {
            problems.add(file + ": cannot be read");
        }
    }

    private static String scalar(JsonNode value) {
        if (value.isArray()) {
            var items = new ArrayList<String>();
            value.forEach(item -> items.add(item.asText()));
            return String.join(",", items);
        }
        return value.asText();
    }

    private void readEnvironment(Map<String, String> environment) {
        var spelledBy = new HashMap<String, String>();
        var byVariable = new HashMap<String, String>();
        KnownKeys.spellings().forEach(key -> byVariable.put(KnownKeys.environmentName(key), key));
        environment.forEach(
                (variable, value) -> {
                    if (OTHER_VARIABLES.contains(variable)) {
                        variables.put(variable, value);
                        return;
                    }
                    if (!variable.startsWith("MEMTRACE_")) {
                        return;
                    }
                    var key = byVariable.get(variable);
                    if (key == null) {
                        problems.add(
                                variable
                                        + ": unknown variable of the environment"
                                        + KnownKeys.similarTo(dotted(variable))
                                                .map(
                                                        known ->
                                                                "; did you mean "
                                                                        + KnownKeys.environmentName(
                                                                                known)
                                                                        + "?")
                                                .orElse(""));
                    } else {
                        put(key, value, spelledBy);
                    }
                });
    }

    private static String dotted(String variable) {
        var name = variable.substring("MEMTRACE_".length()).toLowerCase(java.util.Locale.ROOT);
        return name.replaceFirst("_", ".");
    }

    private void put(String spelling, String value) {
        put(spelling, value, new HashMap<>());
    }

    /**
     * Takes over a value; {@code spelledBy} are the spellings that the same source used for the
     * keys before.
     */
    private void put(String spelling, String value, Map<String, String> spelledBy) {
        var key = KnownKeys.ALIASES.getOrDefault(spelling, spelling);
        if (!KnownKeys.ALL.contains(key)) {
            problems.add(
                    spelling
                            + ": unknown key"
                            + KnownKeys.similarTo(spelling)
                                    .map(known -> "; did you mean " + known + "?")
                                    .orElse(""));
            return;
        }
        var other = spelledBy.put(key, spelling);
        if (other != null) {
            problems.add(
                    spelling
                            + ": means the same as "
                            + other
                            + ", which is there too; keep one of them");
        }
        values.put(key, value + KnownKeys.ALIAS_UNITS.getOrDefault(spelling, ""));
    }

    /** Sets {@code key}, over whatever file and environment say. */
    public Settings with(String key, String value) {
        put(key, value);
        return this;
    }

    /** Sets {@code key} unless file or environment have it. */
    public Settings withDefault(String key, String value) {
        if (!values.containsKey(key)) {
            put(key, value);
        }
        return this;
    }

    /** Sets a variable of the environment that is no configuration key. */
    public Settings withVariable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** A variable of the environment that is no configuration key; empty if unset or blank. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /** A text that must be there. */
    public String text(String key) {
        var value = values.get(key);
        if (value == null || value.isBlank()) {
            problems.add(key + ": is required");
            return "";
        }
        return value;
    }

    public String text(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /** A text that must not be empty, if it is there. */
    public String nonEmptyText(String key, String otherwise) {
        var value = values.getOrDefault(key, otherwise);
        if (value.isBlank()) {
            problems.add(key + ": is empty; leave it out for \"" + otherwise + "\"");
            return otherwise;
        }
        return value;
    }

    /** A text that may be absent. */
    public Optional<String> optionalText(String key) {
        return Optional.ofNullable(values.get(key)).filter(value -> !value.isBlank());
    }

    /** A whole number within {@code min..max}. */
    public int intWithin(String key, int min, int max, int otherwise) {
        var value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        problems.add(key + ": \"" + value + "\" is not a whole number within " + min + ".." + max);
        return otherwise;
    }

    /**
     * A length of time with its unit: {@code 200ms}, {@code 5s}, {@code 10m}, {@code 24h}, {@code
     * 7d}.
     */
    public Duration duration(String key, Duration otherwise) {
        var value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        return Durations.parse(value.strip())
                .orElseGet(
                        () -> {
                            problems.add(key + ": " + Durations.whatIsWrong(value));
                            return otherwise;
                        });
    }

    /** A length of time that must not be zero. */
    public Duration positiveDuration(String key, Duration otherwise) {
        var duration = duration(key, otherwise);
        if (duration.isZero()) {
            problem(key, "must be longer than nothing");
            return otherwise;
        }
        return duration;
    }

    public boolean flag(String key, boolean otherwise) {
        var value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.equals("true") && !value.equals("false")) {
            problems.add(key + ": \"" + value + "\" is neither true nor false");
            return otherwise;
        }
        return value.equals("true");
    }

    /** An http or https address that must be there. */
    public URI uri(String key) {
        var value = text(key);
        var nowhere = URI.create("http://unset.invalid");
        if (value.isEmpty()) {
            return nowhere;
        }
        try {
            var uri = URI.create(value);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, like an address of another scheme.
        }
        problems.add(key + ": \"" + value + "\" is not an address such as http://localhost:8000");
        return nowhere;
    }

    /** Adds a problem that only the asker can see, such as two keys that do not go together. */
    public void problem(String key, String message) {
        problems.add(key + ": " + message);
    }

    /**
     * To be called by each configuration record before anything opens a socket.
     *
     * @throws ConfigurationException if anything asked for so far is wrong, or any key is unknown
     */
    public void throwIfAnyProblem() {
        if (!problems.isEmpty()) {
            throw new ConfigurationException(List.copyOf(problems));
        }
    }
}
