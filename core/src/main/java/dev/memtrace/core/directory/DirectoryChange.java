package dev.memtrace.core.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.UndecodableException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a record of the directory topic says. */
public sealed interface DirectoryChange {
    /** Header of a tombstone: its revision, which other records have in their value. */
    String REVISION_HEADER = "revision";

    /** Header of a tombstone: whose entry it was. */
    String ORG_HEADER = "org";

    /** What changed. */
    EntryKey key();

    /** See {@link DirectoryState#revision}. */
    long revision();

    /** The entry is now like this. */
    record Stated(DirectoryState state) implements DirectoryChange {
        @Override
        public EntryKey key() {
            return EntryKey.of(state.entry());
        }

        @Override
        public long revision() {
            return state.revision();
        }
    }

    /**
     * The entry is gone; that of an org takes everything of the org with it.
     *
     * @param org whose it was; empty if the record does not say
     */
    record Gone(EntryKey key, Optional<OrgId> org, long revision) implements DirectoryChange {
        /** What the record of such a change carries beside its key. */
        public Map<String, String> headers() {
            var headers = new HashMap<String, String>();
            headers.put(REVISION_HEADER, String.valueOf(revision));
            org.ifPresent(owner -> headers.put(ORG_HEADER, owner.value()));
            return headers;
        }
    }

    /**
     * Reads a record.
     *
     * @throws UndecodableException if it is not one that this version writes
     */
    static DirectoryChange decode(ConsumerRecord<byte[], byte[]> record) {
        var key = EntryKey.decode(record.key());
        if (record.value() == null) {
            return gone(key, record);
        }
        var state = DirectoryState.decode(record.value());
        if (!EntryKey.of(state.entry()).equals(key)) {
            throw new UndecodableException("the key of a directory record names another entry");
        }
        return new Stated(state);
    }

    private static Gone gone(EntryKey key, ConsumerRecord<byte[], byte[]> record) {
        return DirectoryJson.reading(
                "a tombstone",
                () ->
                        new Gone(
                                key,
                                header(record, ORG_HEADER).map(OrgId::new),
                                header(record, REVISION_HEADER).map(Long::valueOf).orElse(0L)));
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(header -> new String(header.value(), UTF_8));
    }
}
