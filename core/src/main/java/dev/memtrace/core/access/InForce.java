package dev.memtrace.core.access;

import dev.memtrace.core.wire.KafkaUnavailableException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waiting for what Kafka has been told: a broker answers before it has read what it has written.
 */
final class InForce {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private InForce() {}

    /**
     * Returns when it is so.
     *
     * @param what Kafka was told, for the message
     * @throws KafkaUnavailableException if it is not so within half a minute
     */
    static void await(String what, BooleanSupplier isInForce) {
        long start = System.nanoTime();
        while (!isInForce.getAsBoolean()) {
            if (System.nanoTime() - start > WITHIN.toNanos()) {
                throw new KafkaUnavailableException(
                        "Kafka was told of " + what + ", but does not heed it", null);
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
    }
}
