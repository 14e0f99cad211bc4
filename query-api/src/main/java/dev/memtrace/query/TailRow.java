package dev.memtrace.query;

import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.memory.SessionId;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record of the accepted topic. It is opened when somebody asks for what is in it: of most,
 * nobody ever does. Thread-safe.
 */
final class TailRow {
    /**
     * Objects, references and nodes of three orders, next to twice the record: it is text for the
     * most part, and what is Latin-1 takes half of that.
     */
    private static final int OVERHEAD_BYTES = 1_100;

    private final OrgId org;
    private final TailPlace place;
    private final AgentId agent;
    private final Optional<SessionId> session;
    private final int typeNumber;
    private final long tagBits;
    private final int partition;
    private final long offset;
    private final long acceptedMillis;
    private final int bytes;

    /** The record's value, or the memory in it. */
    private volatile Object content;

    private TailRow(
            OrgId org,
            MemoryId id,
            MemoryRecord.Heading heading,
            ConsumerRecord<byte[], byte[]> record) {
        this.org = org;
        this.place = new TailPlace(heading.time(), id);
        this.agent = heading.agent();
        this.session = heading.session();
        this.typeNumber = Glance.number(heading.type());
        this.tagBits = Glance.bits(heading.tags());
        this.partition = record.partition();
        this.offset = record.offset();
        this.acceptedMillis = record.timestamp();
        this.bytes = OVERHEAD_BYTES + 2 * record.value().length;
        this.content = record.value();
    }

    /**
     * The row of a record.
     *
     * @throws UndecodableException if it is no org's or agent's, or of no time
     */
    static TailRow of(ConsumerRecord<byte[], byte[]> record) {
        var head = MemoryRecord.of(record.value());
        return new TailRow(head.org(), head.id(), head.heading(), record);
    }

    OrgId org() {
        return org;
    }

    TailPlace place() {
        return place;
    }

    AgentId agent() {
        return agent;
    }

    Optional<SessionId> session() {
        return session;
    }

    /** See {@link Glance#number}. */
    int typeNumber() {
        return typeNumber;
    }

    /** See {@link Glance#bits}. */
    long tagBits() {
        return tagBits;
    }

    /** When the memory happened. */
    Instant time() {
        return place.time();
    }

    int partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    /** When the broker took it. */
    long acceptedMillis() {
        return acceptedMillis;
    }

    /** What it costs to keep it, about, when it is open. */
    int bytes() {
        return bytes;
    }

    /** Empty if there is none in the record after all; the sink puts such a one aside. */
    Optional<Memory> memory() {
        if (content instanceof byte[] value) {
            try {
                content = MemoryRecord.of(value).memory();
            } catch (UndecodableException e) {
                return Optional.empty();
            }
        }
        return Optional.of((Memory) content);
    }
}
