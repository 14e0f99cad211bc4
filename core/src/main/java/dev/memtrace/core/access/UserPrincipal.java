package dev.memtrace.core.access;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Somebody whom Kafka knows, by SCRAM or by a certificate.
 *
 * @param name without {@code User:}
 */
public record UserPrincipal(String name) {
    private static final String TYPE = "User:";
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}*]{1,255}");

    public UserPrincipal {
        requireNonNull(name, "name");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a principal's name has 1 to 255 characters, no * among them");
        }
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is not {@code User:NAME}; {@code User:*} is nobody
     */
    public static UserPrincipal parse(String text) {
        if (!text.startsWith(TYPE)) {
            throw new IllegalArgumentException("\"" + text + "\" is not User:NAME");
        }
        return new UserPrincipal(text.substring(TYPE.length()));
    }

    @Override
    public String toString() {
        return TYPE + name;
    }
}
