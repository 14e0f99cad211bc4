package dev.memtrace.cli;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryCommands;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.ReplyListener;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One wish on its way to the registrar and back, tried until it is decided: the same wish with the
 * same ids, so that a decision whose reply was lost is found, not made twice. One thread.
 */
final class Deciding {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration ATTEMPT = Duration.ofSeconds(5);

    private final KafkaConfig kafka;

    Deciding(KafkaConfig kafka) {
        this.kafka = kafka;
    }

    /** See {@link DirectoryAccess#decide}. */
    Decision decide(Wish wish, String perhapsLater) {
        return switch (decided(wish, perhapsLater)) {
            case Decision.Done done -> done;
            case Decision.Removed removed -> removed;
            case Decision.Conflict(var message, _) -> throw new RefusedException(message, true);
            case Decision.NotFound(var message) ->
                    throw new RefusedException(message + " (" + wish.org() + ")", false);
            case Decision.Invalid(var message) -> throw new RefusedException(message, false);
        };
    }

    private Decision decided(Wish wish, String perhapsLater) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try (var listener = ReplyListener.start(kafka);
                var producer = producer()) {
            var commands =
                    new DirectoryCommands(
                            producer,
                            kafka,
                            listener.replies(),
                            DirectoryCommands.Copy.NONE,
                            ATTEMPT);
            for (int attempt = 1; System.nanoTime() < end; attempt++) {
                var decision = attempt(commands, wish);
                if (decision.isPresent()) {
                    return attempt > 1 ? again(wish, decision.get()) : decision.get();
                }
            }
        } catch (KafkaException e) {
            throw new CommandFailedException("Kafka does not take the command; try again");
        }
        throw new CommandFailedException(
                "no decision within "
                        + PATIENCE.toSeconds()
                        + " s; is dedup-stream running? "
                        + perhapsLater);
    }

    private static Optional<Decision> attempt(DirectoryCommands commands, Wish wish) {
        try {
            return commands.tryDecide(wish, ATTEMPT);
        } catch (ApiException e) { // Kafka did not confirm; perhaps next time
            return Optional.empty();
        }
    }

    /** What is not found the second time was removed by the first one. */
    private static Decision again(Wish wish, Decision decision) {
        return switch (decision) {
            case Decision.NotFound _ when wish instanceof Wish.RemoveOrg(var org) ->
                    new Decision.Removed(new EntryKey(EntryKind.ORG, org.value()), 0);
            case Decision.NotFound _ when wish instanceof Wish.UnbindArc(var org) ->
                    new Decision.Removed(new EntryKey(EntryKind.ARC, org.value()), 0);
            default -> decision;
        };
    }

    private KafkaProducer<byte[], byte[]> producer() {
        var properties = kafka.clientProperties();
        int millis = (int) ATTEMPT.toMillis();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
