package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.ApiException;
import dev.memtrace.core.wire.Acknowledgements;
import dev.memtrace.core.wire.AppendFailedException;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.Replies;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends wishes to the registrar and brings back what it decided. Thread-safe. */
public final class DirectoryCommands {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final KafkaConfig kafka;
    private final Replies replies;
    private final Copy copy;
    private final Duration wait;

    /** The copy of the directory that the caller reads. */
    public interface Copy {
        /** For a caller that reads none. */
        Copy NONE = (_, _, _) -> true;

        /** See {@link DirectoryReplica#awaitApplied}. */
        boolean awaitApplied(OrgId org, long revision, Duration wait);
    }

    /**
     * Neither opens nor closes anything.
     *
     * @param wait for how long a wish is waited for, all in all: until Kafka has it, it is decided
     *     and the copy shows it
     */
    public DirectoryCommands(
            Producer<byte[], byte[]> producer,
            KafkaConfig kafka,
            Replies replies,
            Copy copy,
            Duration wait) {
        this.producer = producer;
        this.kafka = kafka;
        this.replies = replies;
        this.copy = copy;
        this.wait = wait;
    }

    /**
     * Has a wish decided; returns when the caller's own copy of the directory shows it, so that the
     * next read does too.
     *
     * @throws ApiException 503, if that did not happen in time; the wish may still be granted
     */
    public Decision decide(Wish wish) {
        var deadline = Deadline.in(wait);
        var decision = tryDecide(wish, deadline);
        if (decision.isEmpty()) {
            throw ApiException.unavailable(
                    "the directory did not decide in time; it may still do so", RETRY_AFTER);
        }
        if (!isShown(wish.org(), decision.get(), deadline.left())) {
            throw ApiException.unavailable(
                    "the directory has decided but is not read here yet; it may be done",
                    RETRY_AFTER);
        }
        return decision.get();
    }

    /** Whether the caller's own copy shows what was decided, within {@code patience}. */
    public boolean isShown(OrgId org, Decision decision, Duration patience) {
        return switch (decision) {
            case Decision.Done(var state) -> copy.awaitApplied(org, state.revision(), patience);
            case Decision.Removed(_, var revision) -> copy.awaitApplied(org, revision, patience);
            case Decision.Conflict _, Decision.NotFound _, Decision.Invalid _ -> true;
        };
    }

    /**
     * Has a wish decided; empty if no decision came within {@code patience}.
     *
     * @throws ApiException 503, if Kafka did not confirm the command
     */
    public Optional<Decision> tryDecide(Wish wish, Duration patience) {
        return tryDecide(wish, Deadline.in(patience));
    }

    private Optional<Decision> tryDecide(Wish wish, Deadline deadline) {
        try (var waiting = replies.expect(1)) {
            var command = new DirectoryCommand(waiting.address(), wish);
            var acknowledged = new Acknowledgements(1);
            var key = wish.org().value().getBytes(UTF_8);
            var _ =
                    producer.send(
                            new ProducerRecord<>(kafka.topics().commands(), key, command.encode()),
                            acknowledged);
            acknowledged.await(deadline.left());
            return waiting.awaitDecision(deadline.left()).map(Decision::decode);
        } catch (AppendFailedException e) {
            throw ApiException.unavailable(
                    "the log is unavailable; the directory may still get to know of this",
                    RETRY_AFTER);
        }
    }

    /** When to stop waiting, by the clock of this process. */
    private record Deadline(long atNanos) {
        static Deadline in(Duration patience) {
            return new Deadline(System.nanoTime() + patience.toNanos());
        }

        /** Nothing, or less, once it is over. */
        Duration left() {
            return Duration.ofNanos(atNanos - System.nanoTime());
        }
    }
}
