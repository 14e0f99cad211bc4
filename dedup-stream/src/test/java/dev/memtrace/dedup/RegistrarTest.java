package dev.memtrace.dedup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryCommand;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.DirectoryState;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Permission;
import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.ReplyAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistrarTest {
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00Z");
    private static final OrgId ORG = new OrgId("org_a");

    @TempDir private Path folder;

    private DrivenTopology topology;
    private TestInputTopic<byte[], byte[]> commands;
    private TestOutputTopic<byte[], byte[]> directory;
    private TestOutputTopic<byte[], byte[]> replies;
    private TestOutputTopic<byte[], byte[]> rejected;

    @BeforeEach
    void start() {
        topology = DrivenTopology.start(folder, true, Duration.ofHours(24), NOON);
        var topics = topology.topics();
        commands = topology.input(topics.commands());
        directory = topology.output(topics.directory());
        replies = topology.output(topics.verdicts());
        rejected = topology.output(topics.rejected());
    }

    @AfterEach
    void stop() {
        topology.close();
    }

    private Decision decide(DirectoryCommand.Wish wish) {
        var command = new DirectoryCommand(new ReplyAddress(0, 7), wish);
        commands.pipeInput(wish.org().value().getBytes(UTF_8), command.encode(), NOON);
        return Decision.decode(((Reply.Decided) Reply.decode(replies.readValue())).decision());
    }

    private static DirectoryEntry.Agent agent(OrgId org, String name) {
        return new DirectoryEntry.Agent(
                Ids.agent(), org, name, Optional.of("d"), Optional.of("{\"a\":1}"), NOON);
    }

    @Test
    void a_granted_wish_is_in_the_directory_as_it_was_wished() {
        var agent = agent(ORG, "crawler");

        var decision = decide(new DirectoryCommand.Create(agent));

        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.Done.class,
                        done -> assertThat(done.state().entry()).isEqualTo(agent));
        var record = directory.readKeyValue();
        assertThat(new String(record.key, UTF_8)).isEqualTo("agent:" + agent.id());
        assertThat(DirectoryState.decode(record.value).entry()).isEqualTo(agent);
    }

    @Test
    void a_name_is_given_once_per_org() {
        decide(new DirectoryCommand.Create(agent(ORG, "crawler")));

        assertThat(decide(new DirectoryCommand.Create(agent(ORG, "crawler"))))
                .isInstanceOf(Decision.Conflict.class);
        assertThat(decide(new DirectoryCommand.Create(agent(new OrgId("org_b"), "crawler"))))
                .isInstanceOf(Decision.Done.class);
        assertThat(directory.readValuesToList()).hasSize(2);
    }

    @Test
    void an_org_is_founded_once_and_its_key_comes_first() {
        var org = new DirectoryEntry.Org(ORG, "default", NOON);
        var key =
                new DirectoryEntry.ApiKey(
                        Ids.apiKeyId(), ORG, "admin", "d1", "b1", Set.of(Permission.ADMIN), NOON);

        assertThat(decide(new DirectoryCommand.Found(org, key))).isInstanceOf(Decision.Done.class);
        assertThat(decide(new DirectoryCommand.Found(org, key)))
                .isInstanceOf(Decision.Conflict.class);

        assertThat(
                        directory.readValuesToList().stream()
                                .map(value -> DirectoryState.decode(value).entry()))
                .containsExactly(key, org);
    }

    @Test
    void a_session_needs_no_name() {
        for (int i = 0; i < 2; i++) {
            var session =
                    new DirectoryEntry.Session(
                            Ids.session(),
                            ORG,
                            new dev.memtrace.core.memory.AgentId("a"),
                            DirectoryEntry.Session.ACTIVE,
                            Optional.empty(),
                            NOON,
                            NOON,
                            Optional.empty());
            assertThat(decide(new DirectoryCommand.Create(session)))
                    .isInstanceOf(Decision.Done.class);
        }
    }

    @Test
    void what_cannot_be_read_is_kept_aside() {
        commands.pipeInput(new byte[] {1}, new byte[] {1, 2, 3}, NOON);
        commands.pipeInput(new byte[] {1}, null, NOON);

        assertThat(rejected.readValuesToList()).hasSize(2);
        assertThat(directory.isEmpty()).isTrue();
    }
}
