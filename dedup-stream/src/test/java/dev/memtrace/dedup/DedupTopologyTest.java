package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.wire.AcceptedHeaders;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.Reply;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.core.wire.Verdict;
import java.time.Duration;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** What is accepted goes on as it came, once, under names that do not change. */
class DedupTopologyTest extends DedupFixture {
    @Test
    void the_first_is_accepted_byte_for_byte_and_the_repeat_is_not() {
        var first = Memories.memory("org_a", "crawled /pricing");
        send(first, NOON);
        send(Memories.memory("org_a", "crawled /pricing"), NOON.plusSeconds(1));

        assertThat(accepted.readValue())
                .isEqualTo(MemoryRecord.encode(first, ReplyAddress.NONE, 0, true));
        assertThat(accepted.isEmpty()).isTrue();
    }

    @Test
    void headers_go_on_but_not_the_one_that_would_falsify_the_accounts() {
        var memory = Memories.memory("org_a", "crawled /pricing");
        var headers = new RecordHeaders();
        headers.add("traceparent", new byte[] {1});
        headers.add(AcceptedHeaders.REPLAYED_REFUSAL, new byte[0]);

        memories.pipeInput(
                new TestRecord<>(
                        Identity.digest(memory.org(), memory.dedupKey()),
                        MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true),
                        headers,
                        NOON));

        assertThat(accepted.readRecord().headers().toArray())
                .extracting(Header::key)
                .containsExactly("traceparent");
    }

    @Test
    void the_same_record_again_is_no_duplicate_of_itself_and_does_not_go_on_twice() {
        var memory = Memories.memory("org_a", "once");
        send(memory, NOON);
        send(memory, NOON.plusSeconds(1), ALICE, 0, true);

        assertThat(acceptedIds()).containsExactly(memory.id());
        assertThat(items()).containsExactly(new Reply.Item(0, new Verdict.Accepted()));
    }

    @Test
    void two_orgs_do_not_meet() {
        send(Memories.memory("org_a", "same"), NOON);
        send(Memories.memory("org_b", "same"), NOON);

        assertThat(accepted.readValuesToList()).hasSize(2);
    }

    @Test
    void switched_off_it_accepts_everything() {
        topology.close();
        start(false);
        send(Memories.memory("org_a", "same"), NOON);
        send(Memories.memory("org_a", "same"), NOON, ALICE, 0, true);

        assertThat(accepted.readValuesToList()).hasSize(2);
        assertThat(items()).containsExactly(new Reply.Item(0, new Verdict.Accepted()));
    }

    @Test
    void names_of_nodes_and_stores_do_not_change_by_accident() {
        // A renamed store starts empty, and with it dedup.
        var config =
                new DedupConfig(
                        new KafkaConfig("unused:9092", new Topics("t"), 1, 1, 1, 1),
                        true,
                        WINDOW,
                        Duration.ofMillis(20),
                        1,
                        folder,
                        "dedup-1");

        assertThat(new DedupTopology(config, new DedupMetrics()).build().describe().toString())
                .isEqualToNormalizingWhitespace(
                        """
                        Topologies:
                          Sub-topology: 0
                            Source: memories (topics: [t.memories])
                              --> judge
                            Processor: judge (stores: [first-seen, accounts])
                              --> accepted, accounts-sink, fates, rejected, verdicts
                              <-- memories
                            Sink: accepted (topic: t.accepted)
                              <-- judge
                            Sink: accounts-sink (topic: t.accounts)
                              <-- judge
                            Sink: fates (topic: t.fates)
                              <-- judge
                            Sink: rejected (topic: t.rejected)
                              <-- judge
                            Sink: verdicts (topic: t.verdicts)
                              <-- judge

                          Sub-topology: 1
                            Source: commands (topics: [t.commands])
                              --> registrar
                            Processor: registrar (stores: [directory])
                              --> decisions, directory-sink, rejected-commands
                              <-- commands
                            Sink: decisions (topic: t.verdicts)
                              <-- registrar
                            Sink: directory-sink (topic: t.directory)
                              <-- registrar
                            Sink: rejected-commands (topic: t.rejected)
                              <-- registrar
                        """);
    }
}
