package dev.memtrace.dedup;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memory;
import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.ReplyAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The topology by itself for every test, with a window of a day and nothing seen yet. */
abstract class DedupFixture {
    static final Duration WINDOW = Duration.ofHours(24);
    static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");
    static final ReplyAddress ALICE = new ReplyAddress(1, 42);

    @TempDir Path folder;

    DrivenTopology topology;
    TestInputTopic<byte[], byte[]> memories;
    TestOutputTopic<byte[], byte[]> accepted;
    TestOutputTopic<byte[], byte[]> verdicts;
    TestOutputTopic<byte[], byte[]> rejected;
    TestOutputTopic<byte[], byte[]> fates;

    @BeforeEach
    final void start() {
        start(true);
    }

    final void start(boolean enabled) {
        topology = DrivenTopology.start(folder, enabled, WINDOW, NOON);
        var topics = topology.topics();
        memories = topology.input(topics.memories());
        accepted = topology.output(topics.accepted());
        verdicts = topology.output(topics.verdicts());
        rejected = topology.output(topics.rejected());
        fates = topology.output(topics.fates());
    }

    @AfterEach
    final void stop() {
        topology.close();
    }

    final void send(Memory memory, Instant at) {
        send(memory, at, ReplyAddress.NONE, 0, true);
    }

    final void send(Memory memory, Instant at, ReplyAddress replyTo, int index, boolean isLast) {
        memories.pipeInput(
                Identity.digest(memory.org(), memory.dedupKey()),
                MemoryRecord.encode(memory, replyTo, index, isLast),
                at);
    }

    final List<MemoryId> acceptedIds() {
        return accepted.readValuesToList().stream()
                .map(value -> MemoryRecord.of(value).id())
                .toList();
    }

    final List<Reply.Item> items() {
        return verdicts.readValuesToList().stream()
                .flatMap(value -> ((Reply.Verdicts) Reply.decode(value)).items().stream())
                .toList();
    }
}
