package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.Identity;
import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.DecidedAccount;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import dev.memtrace.core.wire.ServedAccount;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a dedup service counts and a sink would say, as the console shows it. */
class StatusIT {
    @TempDir private Path folder;

    private AdminSite site;
    private Administrator admin;

    @BeforeEach
    void open() {
        site = AdminSite.open(folder, StatusIT.class);
        admin = site.administrator();
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) {
        try (var producer =
                new KafkaProducer<>(
                        site.kafka().clientProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            records.forEach(producer::send);
        }
    }

    private ProducerRecord<byte[], byte[]> received(String org, String content) {
        var memory = Memories.memory(org, content);
        return new ProducerRecord<>(
                site.kafka().topics().memories(),
                0,
                Identity.digest(memory.org(), memory.dedupKey()),
                MemoryRecord.encode(memory, ReplyAddress.NONE, 0, true));
    }

    private ProducerRecord<byte[], byte[]> served(String org, ServedAccount account) {
        return new ProducerRecord<>(
                site.kafka().topics().accounts(),
                new AccountKey.Served(new OrgId(org), 0).encode(),
                account.encode());
    }

    @Test
    void one_org_or_all_are_shown_with_what_was_decided_and_served() {
        var quiet = admin.org("Quiet Corp");
        var org = admin.org("Acme Corp");
        send(List.of(received(org, "one"), received(org, "two"), received(org, "one")));
        Eventually.equal(
                2, () -> admin.json("status", "--org", org).at("/orgs/0/accepted").asInt());
        long justNow = System.currentTimeMillis() - 90_000;
        send(List.of(served(org, new ServedAccount(1, 1, 0, 1, justNow, true, "Arc is away"))));

        var json = admin.json("status", "--org", org);
        assertThat(json.at("/count").asInt()).isEqualTo(1);
        var account = json.at("/orgs/0");
        assertThat(account.get("org_id").asText()).isEqualTo(org);
        assertThat(account.get("received").asLong()).isEqualTo(3);
        assertThat(account.get("duplicates").asLong()).isEqualTo(1);
        assertThat(account.get("undecided").asLong()).isZero();
        assertThat(account.get("proven").asLong()).isEqualTo(1);
        assertThat(account.get("in_flight").asLong()).isEqualTo(1);
        assertThat(account.at("/lane/state").asText()).isEqualTo("closed");
        assertThat(account.at("/lane/reason").asText()).isEqualTo("Arc is away");
        assertThat(account.get("oldest_unproven_age_ms").asLong()).isBetween(90_000L, 600_000L);
        assertThat(account.get("retention_left_ms").asLong()).isBetween(604_000_000L, 604_710_000L);

        var all = admin.json("status");
        assertThat(all.get("orgs").findValuesAsText("org_id")).contains(org, quiet);
        var lines = admin.run("status").done().lines();
        assertThat(lines.getFirst()).startsWith("ORG").contains("IN FLIGHT").endsWith("LANE");
        assertThat(lines)
                .anySatisfy(
                        it ->
                                assertThat(it)
                                        .matches(
                                                org
                                                        + " +3 +2 +1 +0 +0 +1 +1 +0 +1m \\d+s"
                                                        + " +6d 23h +closed: Arc is away"))
                .anySatisfy(it -> assertThat(it).matches(quiet + "( +0){8} +- +- +open"));
    }

    @Test
    void an_org_that_is_not_there_is_one_sentence() {
        assertThat(admin.run("status", "--org", "org_none").refusal())
                .contains("there is no org org_none");
    }

    @Test
    void accounts_that_do_not_agree_are_left_out_with_a_word_and_fail_if_they_were_asked_for() {
        var org = admin.org("Acme Corp");
        var account = new DecidedAccount(1, 0, 0, 1).encode();
        send(
                List.of(
                        new ProducerRecord<>(
                                site.kafka().topics().accounts(),
                                new AccountKey.Decided(new OrgId("org_x"), 0).encode(),
                                account),
                        served("org_x", new ServedAccount(1, 2, 0, 1, -1, false, ""))));

        var all = admin.run("status").done();
        assertThat(all.out()).contains(org).doesNotContain("org_x");
        assertThat(all.err()).contains("the accounts of org_x do not agree yet");
        assertThat(admin.run("status", "--org", "org_x").refusal()).contains("do not agree yet");
    }

    @Test
    void without_kafka_it_is_one_sentence() {
        var lost = new Administrator(Map.of("MEMTRACE_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"));

        assertThat(lost.run("status").refusal()).contains("no Kafka answers at 127.0.0.1:1");
    }
}
