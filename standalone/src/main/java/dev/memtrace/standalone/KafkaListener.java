package dev.memtrace.standalone;

/**
 * How others on this machine get at an installation's broker.
 *
 * @param port of the loopback interface; 0 for any free one
 * @param isSecured whether everybody has to log in, and may do only what he was given the right to
 */
public record KafkaListener(int port, boolean isSecured) {
    /** At any free port, for anybody. */
    public static final KafkaListener ANY = new KafkaListener(0, false);
}
