package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.testkit.ApiClient;
import dev.memtrace.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Administering an installation that runs beside, without any setting. */
class BesideUpIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ARC_TOKEN = "arc-token-that-nobody-shall-see";
    private static final String MEMORY = "{\"agent_id\":\"a1\",\"content\":\"x\"}";

    @TempDir private Path folder;

    private final Administrator admin = new Administrator(Map.of());

    private CommandRun run(String... arguments) {
        var all = new java.util.ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data().toString()));
        return admin.run(all.toArray(String[]::new));
    }

    private Path data() {
        return folder.resolve("data");
    }

    @Test
    void an_administrators_day() throws IOException {
        var verbose = Map.of("MEMTRACE_LOG_LEVEL", "debug", "MEMTRACE_KAFKA_TOPIC_PREFIX", "mine");
        String key;
        try (var up = Up.start(data(), verbose)) {
            var org = run("org", "create", "Acme").done().line();
            assertThat(run("org", "list").done().lines())
                    .hasSize(3)
                    .last()
                    .asString()
                    .contains(org);
            key = keyFromScript(org);

            try (var client = ApiClient.of(up.url()).withKey(key)) {
                // The key is decided; `up` hears of it some milliseconds later.
                Eventually.equal(201, () -> client.post("/api/v1/memories", MEMORY).status());
                Eventually.equal(1, () -> foundInArc(org));
                client.post("/api/v1/agents", "{\"name\":\"crawler\"}");
                assertThat(run("agent", "list", "--org", org).done().out()).contains("crawler");

                run(
                                "org",
                                "add-arc",
                                org,
                                "--url",
                                "http://127.0.0.1:1",
                                "--database",
                                "acme",
                                "--api-key",
                                ARC_TOKEN)
                        .done();
                // Its key is opened, so the org is found at an Arc that does not answer.
                Eventually.equal(503, () -> client.get("/api/v1/memories").status());
                run("org", "remove-arc", org).done();
                Eventually.equal(200, () -> client.get("/api/v1/memories").status());

                run("org", "quota", org, "--requests-per-second", "1").done();
                Eventually.equal(429, () -> client.get("/api/v1/agents").status());
                run("org", "quota", org, "--requests-per-second", "0").done();
                Eventually.equal(200, () -> client.get("/api/v1/agents").status());

                var id = run("key", "list", "--org", org, "--json").json().findValue("id").asText();
                run("key", "revoke", id).done();
                Eventually.equal(401, () -> client.get("/api/v1/agents").status());
                run("org", "delete", org, "--yes").done();
            }
            up.process().terminate();
            up.process().awaitExit(PATIENCE);
        }
        assertThat(run("org", "list").refusal()).contains("memtrace up does not run on " + data());
        assertThat(Files.exists(data().resolve("kafka.address"))).isFalse();
        assertNowhere(ARC_TOKEN);
        assertNowhere(key);
    }

    /** In the Arc of `up`, which a command finds without being told. */
    private int foundInArc(String org) {
        return run("audit", "--org", org, "--since", "1h", "--grace", "0ms", "--json")
                .json()
                .path("found")
                .asInt();
    }

    /** As the help promises it. */
    private String keyFromScript(String org) {
        var script = "KEY=$(\"$@\") && echo \"got $KEY\"";
        try (var shell =
                ChildJvm.run(
                        List.of(
                                "/bin/sh",
                                "-c",
                                script,
                                "sh",
                                Up.COMMAND.toString(),
                                "key",
                                "create",
                                "--org",
                                org,
                                "--name",
                                "web",
                                "--data",
                                data().toString()),
                        Map.of("MEMTRACE_JAVA_OPTS", "-Xmx512m"),
                        "key-create")) {
            assertThat(shell.awaitExit(PATIENCE)).isZero();
            var got = shell.lines().getLast();
            assertThat(got).startsWith("got mtk_");
            assertThat(shell.lines().getFirst()).contains("it is shown only this once");
            return got.substring("got ".length());
        }
    }

    /** Neither in the topics nor in the logs, nor in any other file. */
    private void assertNowhere(String secret) throws IOException {
        try (var files = Files.walk(data())) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), ISO_8859_1).contains(secret))
                        .as(file.toString())
                        .isFalse();
            }
        }
    }

    @Test
    void an_up_that_was_killed_is_one_sentence_and_another_start_is_found_again()
            throws IOException {
        try (var up = Up.start(data())) {
            up.process().kill9();
        }
        var sentence = "memtrace: memtrace up does not run on " + data();
        assertThat(Files.exists(data().resolve("kafka.address"))).isTrue();
        assertThat(run("org", "list").refusal()).startsWith(sentence);

        try (var other = Up.start(folder.resolve("other"))) {
            // Somebody else has got the port since.
            Files.writeString(
                    data().resolve("kafka.address"),
                    Files.readString(folder.resolve("other/kafka.address"))
                            .replaceAll("cluster_id=.*", "cluster_id=another"));
            assertThat(run("org", "list").refusal()).startsWith(sentence);
            assertThat(other.get("/health").status()).isEqualTo(200);
        }

        try (var up = Up.start(data())) {
            assertThat(run("org", "list").done().out()).contains("org_default");
            assertThat(up.get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void an_arc_is_sealed_under_the_master_key_that_up_was_started_with() throws IOException {
        var masterKey = MasterKey.generate();
        try (var _ = Up.start(data(), Map.of("MEMTRACE_MASTER_KEY", masterKey))) {
            var org = run("org", "create", "Acme").done().line();
            String[] add = {
                "org",
                "add-arc",
                org,
                "--url",
                "http://127.0.0.1:1",
                "--database",
                "a",
                "--api-key",
                ARC_TOKEN,
                "--data",
                data().toString()
            };

            assertThat(admin.run(add).refusal()).contains("set MEMTRACE_MASTER_KEY");
            assertThat(admin.with("MEMTRACE_MASTER_KEY", MasterKey.generate()).run(add).refusal())
                    .contains("set MEMTRACE_MASTER_KEY");
            admin.with("MEMTRACE_MASTER_KEY", masterKey).run(add).done();
        }
    }
}
