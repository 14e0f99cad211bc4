package dev.memtrace.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryCommand;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.UndecodableException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Decides directory commands, the only one who does. Commands of one org come in one partition, so
 * a name that is free here is free everywhere. One instance per task; one thread.
 */
final class Registrar implements Processor<byte[], byte[], byte[], byte[]> {
    static final String STORE = "directory";

    private final DedupMetrics metrics;
    private ProcessorContext<byte[], byte[]> context;

    /** States by {@code kind:id}, and who has a name by {@code name:kind:org:name}. */
    private KeyValueStore<String, byte[]> store;

    Registrar(DedupMetrics metrics) {
        this.metrics = metrics;
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> storeBuilder() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> processorContext) {
        context = processorContext;
        store = processorContext.getStateStore(STORE);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            var command = DirectoryCommand.decode(record.value());
            var decision = decide(command.wish(), record.timestamp());
            if (command.replyTo().isAwaited()) {
                var reply = new Reply.Decided(command.replyTo(), decision.encode());
                context.forward(
                        new Record<>(null, reply.encode(), record.timestamp()),
                        DedupTopology.DECISIONS);
            }
        } catch (UndecodableException e) {
            metrics.rejected();
            context.forward(
                    Rejects.of(record, context.recordMetadata(), e.getMessage()),
                    DedupTopology.REJECTED_COMMANDS);
        }
    }

    private Decision decide(DirectoryCommand.Wish wish, long timestamp) {
        return switch (wish) {
            case DirectoryCommand.Create(var entry) -> create(entry, timestamp);
            case DirectoryCommand.Found(var org, var key) -> found(org, key, timestamp);
        };
    }

    private Decision create(DirectoryEntry entry, long timestamp) {
        var name = nameKey(entry);
        if (name.isPresent() && store.get(name.get()) != null) {
            return new Decision.Conflict(
                    switch (entry) {
                        case DirectoryEntry.Agent _ -> "an agent with this name exists";
                        case DirectoryEntry.ApiKey _ -> "an API key with this name exists";
                        default -> "an entry with this name exists";
                    });
        }
        if (store.get(EntryKind.recordKey(entry)) != null) {
            return new Decision.Conflict("an entry with this id exists");
        }
        name.ifPresent(key -> store.put(key, entry.id().getBytes(UTF_8)));
        return new Decision.Done(write(entry, timestamp));
    }

    private Decision found(DirectoryEntry.Org org, DirectoryEntry.ApiKey key, long timestamp) {
        if (store.get(EntryKind.recordKey(org)) != null) {
            return new Decision.Conflict("the org exists");
        }
        nameKey(key).ifPresent(name -> store.put(name, key.id().getBytes(UTF_8)));
        // The key first: whoever sees the org then sees its key too.
        write(key, timestamp);
        return new Decision.Done(write(org, timestamp));
    }

    private DirectoryState write(DirectoryEntry entry, long timestamp) {
        // The command's offset grows with every command of an org, and so with every decision about
        // an entry.
        long revision =
                context.recordMetadata()
                        .orElseThrow(() -> new IllegalStateException("a command has an offset"))
                        .offset();
        var state = new DirectoryState(entry, revision);
        var key = EntryKind.recordKey(entry);
        var value = state.encode();
        store.put(key, value);
        context.forward(
                new Record<>(key.getBytes(UTF_8), value, timestamp), DedupTopology.DIRECTORY);
        return state;
    }

    private static Optional<String> nameKey(DirectoryEntry entry) {
        var name =
                switch (entry) {
                    case DirectoryEntry.Agent agent -> Optional.of(agent.name());
                    case DirectoryEntry.ApiKey key -> Optional.of(key.name());
                    case DirectoryEntry.Org _, DirectoryEntry.Session _ -> Optional.<String>empty();
                };
        return name.map(
                text -> "name:" + EntryKind.of(entry).text() + ":" + entry.org() + ":" + text);
    }
}
