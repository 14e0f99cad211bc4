package dev.memtrace.core.rejected;

import static java.util.Objects.requireNonNull;

import dev.memtrace.core.wire.AcceptedHeaders;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.Topics;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Where a rejected record goes when it is replayed. */
public sealed interface Destination {
    /** Back to where it was read, to be judged like anything else there. */
    record Judged(String topic) implements Destination {
        public Judged {
            requireNonNull(topic, "topic");
        }
    }

    /** To the accepted topic, past dedup, which has let it through already. */
    record Stored(String topic) implements Destination {
        public Stored {
            requireNonNull(topic, "topic");
        }
    }

    /**
     * Nowhere.
     *
     * @param why in words that follow "it cannot be replayed: "
     */
    record Nowhere(String why) implements Destination {
        public Nowhere {
            requireNonNull(why, "why");
        }
    }

    /** What this record's is. */
    static Destination of(Rejected rejected, Topics topics) {
        return switch (rejected.service()) {
            case RejectedHeaders.DEDUP -> back(rejected, topics);
            case RejectedHeaders.INBOX -> backToInbox(rejected, topics);
            case RejectedHeaders.SINK -> new Stored(topics.accepted());
            case "" -> new Nowhere("it does not say which service rejected it");
            default ->
                    new Nowhere(
                            "it says that "
                                    + rejected.service()
                                    + " rejected it, and only what inbox-stream, dedup-stream"
                                    + " and arc-sink rejected can be");
        };
    }

    private static Destination back(Rejected rejected, Topics topics) {
        // A header is no reason to write just anywhere.
        var judged = Set.of(topics.memories(), topics.commands());
        var source = rejected.source().map(SourcePosition::topic);
        if (source.isEmpty()) {
            return new Nowhere("it does not say where it came from");
        }
        return judged.contains(source.get())
                ? new Judged(source.get())
                : new Nowhere(
                        "it came from " + source.get() + ", which dedup-stream does not read");
    }

    private static Destination backToInbox(Rejected rejected, Topics topics) {
        var source = rejected.source().map(SourcePosition::topic);
        if (source.flatMap(topics::inboxOwner).isEmpty()) {
            return new Nowhere("it does not say from which inbox it came");
        }
        return rejected.value().isEmpty()
                ? new Nowhere("its value was not kept; it may still be at its source")
                : new Judged(source.get());
    }

    /**
     * The record as it is sent: the same key, by which it finds its partition, the same bytes, and
     * the headers that it had before it was rejected.
     *
     * @throws IllegalStateException if it goes nowhere
     */
    static ProducerRecord<byte[], byte[]> record(Rejected rejected, Topics topics) {
        return switch (of(rejected, topics)) {
            case Judged(var topic) -> plain(topic, rejected);
            case Stored(var topic) -> {
                var record = plain(topic, rejected);
                record.headers().add(AcceptedHeaders.REPLAYED_REFUSAL, new byte[0]);
                yield record;
            }
            case Nowhere(var why) -> throw new IllegalStateException(why);
        };
    }

    private static ProducerRecord<byte[], byte[]> plain(String topic, Rejected rejected) {
        var record =
                new ProducerRecord<>(
                        topic, rejected.key().orElse(null), rejected.value().orElse(null));
        rejected.headers().stream()
                .filter(it -> !RejectedHeaders.ALL.contains(it.name()))
                .forEach(it -> record.headers().add(it.name(), it.bytes().orElse(null)));
        return record;
    }
}
