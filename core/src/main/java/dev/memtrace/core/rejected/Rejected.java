package dev.memtrace.core.rejected;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.RejectedHeaders;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record that some service did not take, as it came. Immutable as long as nobody changes the
 * bytes.
 *
 * @param offset on the rejected topic, by which people name it
 * @param at when the broker took it there
 * @param headers all of them
 * @param org whose it is, if that can be read
 */
public record Rejected(
        long offset,
        Instant at,
        Optional<byte[]> key,
        Optional<byte[]> value,
        List<Header> headers,
        Optional<OrgId> org) {
    private static final String CONTENT_TYPE = "content-type";

    /**
     * One header.
     *
     * @param bytes empty if it has no value
     */
    public record Header(String name, Optional<byte[]> bytes) {
        public Header {
            requireNonNull(name, "name");
            requireNonNull(bytes, "bytes");
        }

        /** As text; what is no UTF-8 in it is replaced. */
        public String value() {
            return bytes.map(it -> new String(it, UTF_8)).orElse("");
        }
    }

    public Rejected {
        requireNonNull(at, "at");
        requireNonNull(key, "key");
        requireNonNull(value, "value");
        headers = List.copyOf(headers);
        requireNonNull(org, "org");
    }

    static Rejected of(ConsumerRecord<byte[], byte[]> record, Topics topics) {
        var headers = new ArrayList<Header>();
        for (var header : record.headers()) {
            headers.add(new Header(header.key(), Optional.ofNullable(header.value())));
        }
        var rejected =
                new Rejected(
                        record.offset(),
                        Instant.ofEpochMilli(record.timestamp()),
                        Optional.ofNullable(record.key()),
                        Optional.ofNullable(record.value()),
                        headers,
                        Optional.empty());
        return rejected.withOrg(topics);
    }

    private Rejected withOrg(Topics topics) {
        var inboxOwner = source().map(SourcePosition::topic).flatMap(topics::inboxOwner);
        var owner =
                inboxOwner.isPresent()
                        ? inboxOwner
                        : isFrom(topics.commands()) ? orgOfCommand() : orgOfMemory();
        return new Rejected(offset, at, key, value, headers, owner);
    }

    /**
     * The same with another value, in JSON: what somebody has made of it.
     *
     * @throws IllegalStateException if it did not come by an inbox, where values are people's
     */
    public Rejected corrected(byte[] json) {
        if (!service().equals(RejectedHeaders.INBOX)) {
            throw new IllegalStateException("not rejected by inbox-stream");
        }
        var others = headers.stream().filter(it -> !it.name().equals(CONTENT_TYPE)).toList();
        return new Rejected(offset, at, key, Optional.of(json), others, org);
    }

    /** A command that nobody can decode still has its org as key. */
    private Optional<OrgId> orgOfCommand() {
        return key.map(bytes -> new String(bytes, UTF_8)).filter(OrgId::isValid).map(OrgId::new);
    }

    private Optional<OrgId> orgOfMemory() {
        try {
            return value.map(bytes -> MemoryRecord.of(bytes).org());
        } catch (UndecodableException e) {
            return Optional.empty();
        }
    }

    private boolean isFrom(String topic) {
        return source().filter(it -> it.topic().equals(topic)).isPresent();
    }

    /** The memory in it, if there is one that can be read. */
    public Optional<Memory> memory() {
        if (service().equals(RejectedHeaders.INBOX)) {
            return Optional.empty(); // what looks like one is a client's text
        }
        try {
            return value.map(bytes -> MemoryRecord.of(bytes).memory());
        } catch (UndecodableException e) {
            return Optional.empty();
        }
    }

    /** Why it was rejected; empty if nobody said. */
    public String reason() {
        return header(RejectedHeaders.REASON).orElse("");
    }

    /** Who rejected it; empty if nobody said. */
    public String service() {
        return header(RejectedHeaders.SERVICE).orElse("");
    }

    /** Where it was read; empty if that is not said or cannot be understood. */
    public Optional<SourcePosition> source() {
        return header(RejectedHeaders.SOURCE).flatMap(SourcePosition::parse);
    }

    /** How much the bytes take, key included. */
    public int bytes() {
        return key.map(it -> it.length).orElse(0) + value.map(it -> it.length).orElse(0);
    }

    private Optional<String> header(String name) {
        return headers.stream()
                .filter(it -> it.name().equals(name))
                .map(Header::value)
                .reduce((_, last) -> last);
    }
}
