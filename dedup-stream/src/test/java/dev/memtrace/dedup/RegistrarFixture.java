package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.NOON;
import static dev.memtrace.dedup.Entries.org;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryChange;
import dev.memtrace.core.directory.DirectoryCommand;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.ReplyAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A registrar of its own for every test, with two orgs founded and its outputs read empty. */
abstract class RegistrarFixture {
    static final OrgId ORG = new OrgId("org_a");
    static final OrgId OTHER = new OrgId("org_b");

    @TempDir private Path folder;

    DrivenTopology topology;
    TestInputTopic<byte[], byte[]> commands;
    TestOutputTopic<byte[], byte[]> directory;
    TestOutputTopic<byte[], byte[]> rejected;
    private TestOutputTopic<byte[], byte[]> replies;

    @BeforeEach
    final void start() {
        topology = DrivenTopology.start(folder, true, Duration.ofHours(24), NOON);
        open();
        decide(new Wish.Found(org(ORG), Optional.empty()));
        decide(new Wish.Found(org(OTHER), Optional.empty()));
        directory.readRecordsToList();
    }

    private void open() {
        var topics = topology.topics();
        commands = topology.input(topics.commands());
        directory = topology.output(topics.directory());
        replies = topology.output(topics.verdicts());
        rejected = topology.output(topics.rejected());
    }

    /** Another registrar goes on, whose commands topic is empty. */
    final void moveTo(Path otherFolder) {
        topology = topology.movedTo(otherFolder);
        open();
    }

    @AfterEach
    final void stop() {
        topology.close();
    }

    final Decision decide(Wish wish) {
        var command = new DirectoryCommand(new ReplyAddress(0, 7), wish);
        commands.pipeInput(wish.org().value().getBytes(UTF_8), command.encode(), NOON);
        return Decision.decode(((Reply.Decided) Reply.decode(replies.readValue())).decision());
    }

    final DirectoryEntry granted(Wish wish) {
        var decision = decide(wish);
        assertThat(decision).isInstanceOf(Decision.Done.class);
        return ((Decision.Done) decision).state().entry();
    }

    final void create(DirectoryEntry entry) {
        assertThat(granted(new Wish.Create(entry))).isEqualTo(entry);
    }

    /** The keys of all tombstones since the last look. */
    final List<String> tombstones() {
        var gone = new ArrayList<String>();
        for (TestRecord<byte[], byte[]> record : directory.readRecordsToList()) {
            if (record.value() == null) {
                assertThat(record.headers().lastHeader(DirectoryChange.ORG_HEADER)).isNotNull();
                gone.add(new String(record.key(), UTF_8));
            }
        }
        return gone;
    }

    static Wish close(DirectoryEntry.Session session) {
        return new Wish.ChangeSession(
                session.org(),
                session.id(),
                Optional.of(SessionStatus.CLOSED),
                Optional.empty(),
                NOON.plusSeconds(60));
    }
}
