package dev.memtrace.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryCommand;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.wire.KafkaConfig;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends wishes to the registrar and brings back what it decided. Thread-safe. */
final class DirectoryCommands {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConfig kafka;
    private final Replies replies;
    private final DirectoryReplica directory;
    private final Duration wait;

    DirectoryCommands(
            KafkaProducer<byte[], byte[]> producer,
            KafkaConfig kafka,
            Replies replies,
            DirectoryReplica directory,
            Duration wait) {
        this.producer = producer;
        this.kafka = kafka;
        this.replies = replies;
        this.directory = directory;
        this.wait = wait;
    }

    /**
     * Has a wish decided; returns when this process's own directory shows it, so that the next read
     * does too.
     *
     * @throws ApiException 503, if no decision came in time; the wish may still be granted
     */
    Decision decide(DirectoryCommand.Wish wish) {
        var decision =
                tryDecide(wish, wait)
                        .orElseThrow(
                                () ->
                                        ApiException.unavailable(
                                                "the directory did not decide in time; try again",
                                                RETRY_AFTER));
        if (decision instanceof Decision.Done(var state) && !directory.awaitApplied(state, wait)) {
            throw ApiException.unavailable("the directory is behind; try again", RETRY_AFTER);
        }
        return decision;
    }

    /** Has a wish decided; empty if no decision came within {@code patience}. */
    Optional<Decision> tryDecide(DirectoryCommand.Wish wish, Duration patience) {
        try (var waiting = replies.expect(1)) {
            var command = new DirectoryCommand(waiting.address(), wish);
            var acknowledged = new Acknowledgements(1);
            var key = wish.org().value().getBytes(UTF_8);
            var _ =
                    producer.send(
                            new ProducerRecord<>(kafka.topics().commands(), key, command.encode()),
                            acknowledged);
            acknowledged.await(patience);
            return waiting.awaitDecision(patience).map(Decision::decode);
        } catch (AppendFailedException e) {
            throw ApiException.unavailable("the log is unavailable; try again", RETRY_AFTER);
        }
    }
}
