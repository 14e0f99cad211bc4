package dev.memtrace.core.wire;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Waiting, bounded, for what an admin client was asked. */
public final class KafkaFutures {
    private static final long PATIENCE_SECONDS = 30;
    private static final long ASK_AGAIN_MILLIS = 50;

    private KafkaFutures() {}

    /**
     * The answer to a question about topics that exist. It is asked again while the broker that
     * answers has not heard of a topic yet that another one has just made.
     *
     * @param what was asked, for the message
     * @throws KafkaUnavailableException if the answer does not come within half a minute
     */
    public static <T> T awaitKnown(Supplier<KafkaFuture<T>> question, String what) {
        long start = System.nanoTime();
        while (true) {
            try {
                return await(question.get(), what);
            } catch (KafkaUnavailableException e) {
                boolean isUnknown = e.getCause() instanceof UnknownTopicOrPartitionException;
                long waited = System.nanoTime() - start;
                if (!isUnknown || waited > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ASK_AGAIN_MILLIS));
            }
        }
    }

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
            boolean isDenied = e.getCause() instanceof AuthorizationException;
            throw new KafkaUnavailableException(
                    what + (isDenied ? " is more than Kafka lets this user do" : " failed"),
                    e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaUnavailableException("Kafka did not answer while " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaUnavailableException("interrupted while " + what, e);
        }
    }
}
