package dev.memtrace.core.rejected;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The mark of one replay, in the same transaction as what was replayed. On the topic it is a record
 * without key and value whose header {@link RejectedHeaders#REPLAYED} has the offsets as text, with
 * commas between them.
 *
 * @param at when; the broker's clock
 * @param offsets of the rejected records that were replayed; at least one
 */
public record Replayed(Instant at, SortedSet<Long> offsets) {
    private static final Pattern FORM = Pattern.compile("[0-9]{1,18}(,[0-9]{1,18})*");

    public Replayed {
        offsets = new TreeSet<>(offsets);
        if (offsets.isEmpty() || offsets.first() < 0) {
            throw new IllegalArgumentException("a mark has offsets from 0 on, at least one");
        }
    }

    /** The record that says so. */
    static ProducerRecord<byte[], byte[]> record(SortedSet<Long> offsets, Topics topics) {
        var text = offsets.stream().map(String::valueOf).collect(Collectors.joining(","));
        var record = new ProducerRecord<byte[], byte[]>(topics.rejected(), null, null);
        record.headers().add(RejectedHeaders.REPLAYED, text.getBytes(US_ASCII));
        return record;
    }

    /** Whether this is a mark, readable or not, and nothing that was rejected. */
    static boolean isMark(ConsumerRecord<byte[], byte[]> record) {
        // What the sink refused may have no value either, but says who refused it.
        return record.value() == null
                && record.headers().lastHeader(RejectedHeaders.REPLAYED) != null
                && record.headers().lastHeader(RejectedHeaders.SERVICE) == null;
    }

    /**
     * The mark in a record.
     *
     * @throws UndecodableException if this version did not write it
     */
    static Replayed decode(ConsumerRecord<byte[], byte[]> record) {
        var bytes = record.headers().lastHeader(RejectedHeaders.REPLAYED).value();
        return Optional.ofNullable(bytes)
                .map(it -> new String(it, US_ASCII))
                .filter(it -> FORM.matcher(it).matches())
                .map(it -> new Replayed(Instant.ofEpochMilli(record.timestamp()), offsets(it)))
                .orElseThrow(
                        () ->
                                new UndecodableException(
                                        RejectedHeaders.REPLAYED
                                                + " must be offsets with commas between them"));
    }

    private static SortedSet<Long> offsets(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(Long::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
