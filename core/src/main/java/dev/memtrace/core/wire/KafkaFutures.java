package dev.memtrace.core.wire;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** Waiting, bounded, for what an admin client was asked. */
public final class KafkaFutures {
    private static final long PATIENCE_SECONDS = 30;

    private KafkaFutures() {}

    /**
     * The result of {@code future}.
     *
     * @param what was asked, for the message
     * @throws KafkaUnavailableException if it does not come within half a minute
     */
    public static <T> T await(KafkaFuture<T> future, String what) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new KafkaUnavailableException(what + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaUnavailableException("Kafka did not answer while " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException("interrupted while " + what, e);
        }
    }
}
