package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.standalone.UpAddress;
import dev.memtrace.testkit.ApiClient;
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
        int port = Up.freePort();
        try (var up = Up.run(data(), Up.freePort(), "--kafka-port", String.valueOf(port))) {
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
                            Up.freePort(),
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

    private List<JsonNode> rejected() {
        return run("rejected", "list", "--org", "org_default", "--json")
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
