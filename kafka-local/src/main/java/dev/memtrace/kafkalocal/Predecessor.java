package dev.memtrace.kafkalocal;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;

/**
 * The broker that ran on this directory before, as the controller remembers it.
 *
 * <p>A controller takes no second broker of one id until the session of the first has run out,
 * because the first may still live. Here it cannot: the directory is locked by us. So its
 * registration is given up in its place, and neither do we wait for a session to run out, nor must
 * sessions be so short that a busy machine loses its broker.
 */
record Predecessor(Controller controller) {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static Predecessor of(Controller controller) {
        return new Predecessor(controller);
    }

    /**
     * Returns when the controller expects nobody any more.
     *
     * @throws EmbeddedKafkaException if the controller does not lead its quorum of one within 10 s
     */
    void dismiss() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isDismissed()) {
            if (System.nanoTime() - deadline > 0) {
                throw new EmbeddedKafkaException("the controller has not become active");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private boolean isDismissed() {
        var context =
                new ControllerRequestContext(
                        new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
        try {
            controller.unregisterBroker(context, NodeSettings.NODE_ID).join();
            return true;
        } catch (CompletionException e) {
            return switch (e.getCause()) {
                case BrokerIdNotRegisteredException _ -> true; // a new directory
                case NotControllerException _ -> false; // it is still electing itself
                default -> throw e;
            };
        }
    }
}
