package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.TopicProvisioner;
import dev.memtrace.core.wire.Topics;
import dev.memtrace.kafkalocal.EmbeddedKafka;
import dev.memtrace.kafkalocal.EmbeddedKafkaConfig;
import dev.memtrace.standalone.UpAddress;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.FreePort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both doors of a running {@code up}: what is written to inboxes, and what is posted. */
final class InboxesIT {
    private static final String INBOX = "memtrace.inbox.";
    private static final String MEMORY = "{\"agent_id\":\"a1\",\"content\":\"looked\"}";

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir private Path folder;

    private CommandRun run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data().toString()));
        return new Administrator(Map.of()).run(all.toArray(String[]::new));
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", UpAddress.in(data()).orElseThrow().bootstrapServers());
    }

    private void produce(String topic, String... values) throws Exception {
        var text = new StringSerializer();
        try (var producer = new KafkaProducer<>(kafka(), text, text)) {
            for (var value : values) {
                var _ = producer.send(new ProducerRecord<>(topic, value)).get();
            }
        }
    }

    @Test
    void one_dedup_for_both_doors() throws Exception {
        try (var up = Up.start(data());
                var client = ApiClient.of(up.url()).withKey(ApiClient.KEY)) {
            produce(INBOX + "org_default", MEMORY, MEMORY, MEMORY.replace("looked", "found"));

            Eventually.equal(2, () -> count(client));
            assertThat(client.post("/api/v1/memories", MEMORY).status()).isEqualTo(409);
        }
    }

    @Test
    void producers_find_the_broker_at_the_port_that_was_chosen() throws Exception {
        int port = FreePort.find();
        try (var up = Up.run(data(), FreePort.find(), "--kafka-port", String.valueOf(port))) {
            up.awaitLine(line -> line.contains("memtrace is ready"), PATIENCE);

            assertThat(up.lines())
                    .contains(
                            "memtrace takes Kafka producers, too: at 127.0.0.1:"
                                    + port
                                    + ", topic memtrace.inbox.org_default");
            assertThat(kafka()).containsEntry("bootstrap.servers", "127.0.0.1:" + port);
            try (var second =
                    Up.run(
                            folder.resolve("other"),
                            FreePort.find(),
                            "--kafka-port",
                            String.valueOf(port))) {
                assertThat(second.awaitExit(PATIENCE)).isEqualTo(1);
                assertThat(second.lines().getLast())
                        .startsWith("memtrace: cannot listen on 127.0.0.1:" + port)
                        .contains("choose another with --kafka-port");
            }
        }
    }

    private static int count(ApiClient client) {
        return client.get("/api/v1/memories").body().get("count").asInt();
    }

    @Test
    void what_is_wrong_is_listed_with_its_reason_and_checked_again_when_it_is_replayed()
            throws Exception {
        try (var up = Up.start(data())) {
            produce(INBOX + "org_default", "{\"agent_id\":\"a1\"}");

            Eventually.equal(1, () -> rejected().size());
            assertThat(rejected().getFirst().toString())
                    .contains("content is required", "inbox-stream", INBOX + "org_default-");
            run("rejected", "replay", "0").done();

            Eventually.equal(2, () -> rejected().size()); // it is as wrong as before
            assertThat(up.get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void what_was_wrong_is_taken_once_somebody_has_corrected_it() throws Exception {
        try (var up = Up.start(data());
                var client = ApiClient.of(up.url()).withKey(ApiClient.KEY)) {
            produce(INBOX + "org_default", "{\"agent_id\":\"a1\"}", "{", "[1]");
            Eventually.equal(3, () -> rejected().size());
            var file = folder.resolve("corrected.ndjson");
            var lines = new ArrayList<String>();
            for (var bad : rejected("--content")) {
                var value = bad.path("value").isObject() ? "a1" : "a2";
                lines.add(
                        "{\"offset\":%d,\"value\":{\"agent_id\":\"%s\",\"content\":\"mended %d\"}}"
                                .formatted(
                                        bad.path("offset").asLong(),
                                        value,
                                        bad.path("offset").asLong()));
            }
            Files.write(file, lines);

            assertThat(run("rejected", "replay", "--corrected", file.toString()).done().lines())
                    .hasSize(4);

            Eventually.equal(3, () -> count(client));
            assertThat(client.get("/api/v1/memories?agent_id=a1").body().get("count").asInt())
                    .isEqualTo(1);
            assertThat(rejected()).hasSize(3).allMatch(it -> it.hasNonNull("replayed_at"));
            assertThat(run("rejected", "replay", "--corrected", file.toString()).refusal())
                    .contains("were replayed before");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "nonsense                          | line 2 of the corrections: it is not JSON",
                "{'value':{}}                      | line 2 of the corrections: offset must be",
                "{'offset':-1,'value':{}}          | line 2 of the corrections: offset must be",
                "{'offset':1,'value':[]}           | line 2 of the corrections: value must be an object",
                "{'offset':0,'value':{}}           | line 2 of the corrections: offset 0 is there twice",
                "{'offset':7,'value':{}}           | there is no rejected record at offset(s) 0, 7",
            })
    void corrections_that_are_none_are_refused_before_anything_is_replayed(
            String line, String sentence) throws Exception {
        var file = folder.resolve("corrected.ndjson");
        Files.writeString(
                file, "{\"offset\":0,\"value\":{}}\n" + line.strip().replace('\'', '"') + "\n");
        try (var kafka = EmbeddedKafka.start(EmbeddedKafkaConfig.in(folder.resolve("kafka")))) {
            var environment = Map.of("MEMTRACE_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
            new TopicProvisioner(local(kafka)).provision();

            assertThat(
                            new Administrator(environment)
                                    .run("rejected", "replay", "--corrected", file.toString())
                                    .refusal())
                    .contains(sentence);
        }
    }

    private static KafkaConfig local(EmbeddedKafka kafka) {
        return new KafkaConfig(kafka.bootstrapServers(), new Topics("memtrace"), 1, 1, 1, 1);
    }

    private List<JsonNode> rejected(String... more) {
        var arguments =
                new ArrayList<>(List.of("rejected", "list", "--org", "org_default", "--json"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new))
                .done()
                .json()
                .get("rejected")
                .valueStream()
                .toList();
    }

    @Test
    void an_inbox_comes_and_goes_with_its_org() throws Exception {
        try (var up = Up.start(data());
                var admin = Admin.create(kafka());
                var client = ApiClient.of(up.url()).withKey(ApiClient.KEY)) {
            var made = run("org", "create", "Acme").done();
            var org = made.line();
            assertThat(made.err()).contains("its Kafka producers write to " + INBOX + org);
            produce(INBOX + org, MEMORY);
            var key = run("key", "create", "--org", org, "--name", "k").done().line();
            try (var theirs = ApiClient.of(up.url()).withKey(key)) {
                Eventually.equal(200, () -> theirs.get("/api/v1/memories").status());
                Eventually.equal(1, () -> count(theirs));
            }

            assertThat(run("org", "delete", org, "--yes").done().err())
                    .contains(INBOX + org + " is deleted, with what was in it");

            assertThat(topics(admin)).doesNotContain(INBOX + org);
            produce(INBOX + "org_default", MEMORY);
            Eventually.equal(1, () -> count(client));
        }
    }

    private static List<String> topics(Admin admin)
            throws ExecutionException, InterruptedException {
        return List.copyOf(admin.listTopics().names().get());
    }
}
