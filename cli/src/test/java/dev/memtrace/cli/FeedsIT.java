package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.TopicRecords;
import dev.memtrace.standalone.UpAddress;
import dev.memtrace.testkit.ApiClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The feeds of a running {@code up}. */
final class FeedsIT {
    private static final String FEED = "memtrace.feed.";
    private static final Map<String, String> PER_ORG = Map.of("MEMTRACE_FEEDS_PER_ORG", "true");

    @TempDir private Path data;

    private CommandRun run(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        return new Administrator(Map.of()).run(all.toArray(String[]::new));
    }

    private KafkaConfig kafka() {
        return KafkaConfig.from(
                Settings.empty()
                        .with(
                                "kafka.bootstrap_servers",
                                UpAddress.in(data).orElseThrow().bootstrapServers()));
    }

    private Set<String> topics() throws Exception {
        try (var admin = Admin.create(kafka().clientProperties())) {
            return admin.listTopics().names().get();
        }
    }

    private static void post(ApiClient client, String content) {
        var memory = "{\"agent_id\":\"a1\",\"content\":\"%s\"}".formatted(content);
        assertThat(client.post("/api/v1/memories", memory).status()).isEqualTo(201);
    }

    private void awaitFeed(String org, String... contents) {
        Eventually.equal(1, () -> exists(FEED + org) ? 1 : 0);
        Eventually.equal(contents.length, () -> feed(org).size());
        assertThat(feed(org)).containsExactlyInAnyOrder(contents);
    }

    private boolean exists(String topic) {
        try {
            return topics().contains(topic);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> feed(String org) {
        return TopicRecords.read(kafka(), FEED + org).stream()
                .map(it -> MemoryRecord.of(it.value()).memory().content())
                .toList();
    }

    @Test
    void there_are_none_until_they_are_asked_for_and_then_they_begin_with_the_past()
            throws Exception {
        try (var up = Up.start(data);
                var client = ApiClient.of(up.url()).withKey(ApiClient.KEY)) {
            post(client, "one");
            post(client, "two");

            assertThat(topics())
                    .contains("memtrace.inbox.org_default")
                    .noneMatch(it -> it.startsWith(FEED));
        }
        try (var up = Up.start(data, PER_ORG);
                var client = ApiClient.of(up.url()).withKey(ApiClient.KEY)) {
            post(client, "three");

            awaitFeed("org_default", "one", "two", "three");
            Eventually.equal(
                    3,
                    () ->
                            (int)
                                    Double.parseDouble(
                                            up.metric(
                                                    "feed_memories_total{outcome=\"mirrored\"}")));
            assertThat(up.get("/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void a_feed_comes_and_goes_with_its_org() throws Exception {
        try (var up = Up.start(data, PER_ORG);
                var client = ApiClient.of(up.url()).withKey(ApiClient.KEY)) {
            var org = run("org", "create", "Acme").done().line();
            var key = run("key", "create", "--org", org, "--name", "k").done().line();
            try (var theirs = ApiClient.of(up.url()).withKey(key)) {
                Eventually.equal(200, () -> theirs.get("/api/v1/memories").status());
                post(theirs, "theirs");
            }
            post(client, "ours");
            awaitFeed(org, "theirs");
            awaitFeed("org_default", "ours");

            assertThat(run("org", "delete", org, "--yes").done().err())
                    .contains("memtrace.inbox." + org + " is deleted, with what was in it")
                    .contains(FEED + org + " is deleted, with what was in it");

            assertThat(topics()).doesNotContain(FEED + org);
            post(client, "ours, later");
            awaitFeed("org_default", "ours", "ours, later");
            assertThat(topics()).doesNotContain(FEED + org);
        }
    }
}
