package dev.memtrace.kafkalocal;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Whoever may do everything on a broker that lets nobody else do anything, and gives others their
 * rights: a user of the SASL mechanism PLAIN, which the broker knows from its start on.
 */
public record Superuser(String name, String password) {
    /** What needs no quoting where Kafka reads it. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public Superuser {
        requirePlain("name", name);
        requirePlain("password", password);
    }

    private static void requirePlain(String field, String value) {
        requireNonNull(value, field);
        if (!PLAIN.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a superuser's " + field + " must be 1 to 100 of A-Z a-z 0-9 . _ -");
        }
    }

    @Override
    public String toString() {
        return "Superuser[name=" + name + "]";
    }
}
