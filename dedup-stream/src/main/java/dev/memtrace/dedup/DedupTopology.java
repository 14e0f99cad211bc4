package dev.memtrace.dedup;

import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.Topics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The two things that are decided. They share nothing but the process:
 *
 * <pre>
 *   memories ──► judge ───────► accepted          commands ──► registrar ─────► directory
 *             (first-seen) ───► verdicts                      (directory) ────► verdicts
 *             (accounts) ─────► rejected                                  └───► rejected
 *                          ├──► fates
 *                          └──► accounts
 * </pre>
 */
final class DedupTopology {
    static final String ACCEPTED = "accepted";
    static final String VERDICTS = "verdicts";
    static final String REJECTED = "rejected";
    static final String FATES = "fates";
    static final String ACCOUNTS = "accounts-sink";
    static final String DIRECTORY = "directory-sink";
    static final String DECISIONS = "decisions";
    static final String REJECTED_COMMANDS = "rejected-commands";

    private static final String MEMORIES = "memories";
    private static final String JUDGE = "judge";
    private static final String COMMANDS = "commands";
    private static final String REGISTRAR = "registrar";

    private final DedupConfig config;
    private final DedupMetrics metrics;

    DedupTopology(DedupConfig config, DedupMetrics metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    Topology build() {
        var topology = new Topology();
        addMemories(topology, config.kafka().topics());
        addCommands(topology, config.kafka().topics());
        return topology;
    }

    private void addMemories(Topology topology, Topics topics) {
        topology.addSource(
                        MEMORIES,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        topics.memories())
                .addProcessor(JUDGE, () -> new Judge(config, metrics), MEMORIES)
                .addStateStore(FirstSeen.builder(config.window()), JUDGE)
                .addStateStore(Accounts.storeBuilder(), JUDGE);
        addSink(topology, ACCEPTED, topics.accepted(), JUDGE);
        addReplySink(topology, VERDICTS, topics.verdicts(), JUDGE);
        addSink(topology, REJECTED, topics.rejected(), JUDGE);
        addSink(topology, FATES, topics.fates(), JUDGE);
        addSink(topology, ACCOUNTS, topics.accounts(), JUDGE);
    }

    private void addCommands(Topology topology, Topics topics) {
        topology.addSource(
                        COMMANDS,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        topics.commands())
                .addProcessor(REGISTRAR, () -> new Registrar(metrics), COMMANDS)
                .addStateStore(Registrar.storeBuilder(), REGISTRAR);
        addSink(topology, DIRECTORY, topics.directory(), REGISTRAR);
        addReplySink(topology, DECISIONS, topics.verdicts(), REGISTRAR);
        addSink(topology, REJECTED_COMMANDS, topics.rejected(), REGISTRAR);
    }

    private static void addSink(Topology topology, String name, String topic, String parent) {
        topology.addSink(name, topic, new ByteArraySerializer(), new ByteArraySerializer(), parent);
    }

    private static void addReplySink(Topology topology, String name, String topic, String parent) {
        StreamPartitioner<byte[], byte[]> asTheReplySays =
                (_, _, reply, partitions) ->
                        Optional.of(Set.of(Math.floorMod(Reply.partitionOf(reply), partitions)));
        topology.addSink(
                name,
                topic,
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                asTheReplySays,
                parent);
    }
}
