package dev.memtrace.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryCommand;
import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.UndecodableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Decides directory commands, the only one who does; {@link DirectoryRules} say how. Commands of
 * one org come in one partition, so a name that is free here is free everywhere. One instance per
 * task; one thread.
 */
final class Registrar implements Processor<byte[], byte[], byte[], byte[]> {
    static final String STORE = "directory";

    /** How often the next part of what a removed org had is removed. */
    private static final Duration REMOVE_EVERY = Duration.ofMillis(100);

    private final DedupMetrics metrics;
    private ProcessorContext<byte[], byte[]> context;
    private DirectoryRules rules;
    private OrgRemoval removal;
    private AwaitedCommits commits;

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
        KeyValueStore<String, byte[]> store = processorContext.getStateStore(STORE);
        var states = new DirectoryStates(store, this::publish);
        var notes = new OrgNotes(store);
        rules = new DirectoryRules(states, notes);
        removal = new OrgRemoval(states, notes);
        commits = new AwaitedCommits(context::commit, this::after, metrics::judged);
        context.schedule(REMOVE_EVERY, PunctuationType.WALL_CLOCK_TIME, _ -> removal.removeSome());
    }

    private void after(Duration wait, Runnable action) {
        var scheduled = new AtomicReference<Cancellable>();
        scheduled.set(
                context.schedule(
                        wait,
                        PunctuationType.WALL_CLOCK_TIME,
                        _ -> {
                            scheduled.get().cancel();
                            action.run();
                        }));
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        try {
            var command = DirectoryCommand.decode(record.value());
            var decision = rules.decide(command.wish(), offset());
            if (command.replyTo().isAwaited()) {
                var reply = new Reply.Decided(command.replyTo(), decision.encode());
                context.forward(
                        new Record<>(null, reply.encode(), record.timestamp()),
                        DedupTopology.DECISIONS);
                commits.request(context.currentSystemTimeMs());
            }
        } catch (UndecodableException e) {
            metrics.rejected();
            context.forward(
                    Rejects.of(record, context.recordMetadata(), e.getMessage()),
                    DedupTopology.REJECTED_COMMANDS);
        }
    }

    private long offset() {
        return context.recordMetadata()
                .orElseThrow(() -> new IllegalStateException("a command has an offset"))
                .offset();
    }

    private void publish(DirectoryChange change) {
        long now = context.currentSystemTimeMs();
        context.forward(
                switch (change) {
                    case DirectoryChange.Stated(var state) ->
                            new Record<>(change.key().bytes(), state.encode(), now);
                    case DirectoryChange.Gone gone -> {
                        var headers = new RecordHeaders();
                        gone.headers()
                                .forEach((name, value) -> headers.add(name, value.getBytes(UTF_8)));
                        yield new Record<>(change.key().bytes(), null, now, headers);
                    }
                },
                DedupTopology.DIRECTORY);
    }
}
