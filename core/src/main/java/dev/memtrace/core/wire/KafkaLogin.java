package dev.memtrace.core.wire;

import static java.util.Objects.requireNonNull;

/**
 * As whom a client speaks to a Kafka that asks.
 *
 * @param mechanism of SASL, such as {@code SCRAM-SHA-512}
 * @param password secret: is in no message, and in no log
 */
public record KafkaLogin(String mechanism, String username, String password) {
    public static final String SCRAM_SHA_512 = "SCRAM-SHA-512";
    public static final String SCRAM_SHA_256 = "SCRAM-SHA-256";
    public static final String PLAIN = "PLAIN";

    public KafkaLogin {
        requireNonNull(mechanism, "mechanism");
        requireNonNull(username, "username");
        requireNonNull(password, "password");
    }

    /** What {@code sasl.jaas.config} wants to be told. */
    String jaasConfig() {
        var module = mechanism.equals(PLAIN) ? "plain.Plain" : "scram.Scram";
        return "org.apache.kafka.common.security."
                + module
                + "LoginModule required username="
                + quoted(username)
                + " password="
                + quoted(password)
                + ";";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @Override
    public String toString() {
        return "KafkaLogin[mechanism=" + mechanism + ", username=" + username + "]";
    }
}
