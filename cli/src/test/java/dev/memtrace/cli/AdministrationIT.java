package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.arclocal.ArcLocal;
import dev.memtrace.arclocal.ArcLocalConfig;
import dev.memtrace.core.directory.DirectoryEntry.Agent;
import dev.memtrace.core.directory.DirectoryEntry.Session;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.MasterKey;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.testkit.FreePort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that administer, against a Kafka that they are told of. */
class AdministrationIT {
    private static final String ARC_TOKEN = "arc-token-that-nobody-shall-see";
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @TempDir private static Path folder;

    private static AdminSite site;
    private static ArcLocal arc;
    private static Administrator admin;

    @BeforeAll
    static void open() {
        site = AdminSite.open(folder, AdministrationIT.class);
        arc = ArcLocal.start(ArcLocalConfig.in(folder.resolve("arc")).withToken(ARC_TOKEN));
        admin = site.administrator();
    }

    @AfterAll
    static void close() {
        arc.close();
        site.close();
    }

    private static List<String> fields(JsonNode json) {
        return StreamSupport.stream(((Iterable<String>) json::fieldNames).spliterator(), false)
                .toList();
    }

    private static Session session(String org, String agent, Instant createdAt) {
        return new Session(
                Ids.random(Ids.SESSION),
                new OrgId(org),
                new AgentId(agent),
                SessionStatus.ACTIVE,
                Optional.empty(),
                createdAt,
                createdAt,
                Optional.empty());
    }

    private static Path tokenFile() throws IOException {
        return Files.writeString(folder.resolve("token"), ARC_TOKEN + "\n");
    }

    @Test
    void an_org_is_made_shown_limited_and_deleted() {
        var made = admin.json("org", "create", "Acme Corp", "--memories-per-second", "5");
        var org = made.path("id").asText();

        assertThat(org).startsWith("org_");
        assertThat(fields(made)).containsExactly("id", "name", "created_at", "quota", "arc");
        assertThat(admin.json("org", "list").path("orgs").findValuesAsText("id")).contains(org);
        assertThat(admin.run("org", "list").done().lines())
                .first()
                .asString()
                .matches("ID +NAME +CREATED +QUOTA +ARC");

        assertThat(admin.json("org", "quota", org, "--requests-per-second", "7").toString())
                .isEqualTo(
                        "{\"memories_per_second\":5,\"requests_per_second\":7,\"org_id\":\"%s\"}"
                                .formatted(org));
        assertThat(admin.run("org", "quota", org, "--memories-per-second", "0").done().line())
                .isEqualTo("no limit of memories, 7 requests/s");
        assertThat(admin.run("org", "quota", org).done().line())
                .isEqualTo("no limit of memories, 7 requests/s");

        assertThat(admin.run("org", "delete", org).refusal())
                .contains("add --yes")
                .contains("cannot be undone");
        var deleted = admin.run("org", "delete", org, "--yes").done();
        assertThat(deleted.line()).isEqualTo("deleted " + org);
        assertThat(deleted.err()).contains("its memories stay in its Arc, and on Kafka");
        assertThat(admin.run("org", "show", org).refusal())
                .isEqualTo("memtrace: there is no org " + org);
        assertThat(admin.json("org", "list").path("orgs").findValuesAsText("id"))
                .doesNotContain(org);
        assertThat(admin.run("org", "delete", org, "--yes").refusal()).contains("there is no org");
    }

    @Test
    void the_id_of_a_new_org_is_all_that_a_script_gets_and_a_person_hears_what_is_next() {
        var made = admin.run("org", "create", "next").done();

        assertThat(made.line()).matches("org_[0-9a-f]{24}");
        assertThat(made.err())
                .contains("memtrace org add-arc " + made.line())
                .contains("memtrace key create --org " + made.line());
    }

    @Test
    void keys_of_two_orgs_may_have_one_name_and_those_of_one_org_may_not() {
        var one = admin.org("one");
        var other = admin.org("other");
        var made =
                admin.json(
                        "key",
                        "create",
                        "--org",
                        one,
                        "--name",
                        "web",
                        "--permissions",
                        "read",
                        "--expires",
                        "30d");
        var key = made.path("key").asText();

        assertThat(key).startsWith("mtk_");
        assertThat(fields(made))
                .containsExactly(
                        "id",
                        "org_id",
                        "name",
                        "permissions",
                        "created_at",
                        "expires_at",
                        "revoked_at",
                        "state",
                        "key");
        var second = admin.run("key", "create", "--org", other, "--name", "web").done();
        assertThat(second.line()).startsWith("mtk_").isNotEqualTo(key);
        assertThat(second.err()).contains("may read, write and expires never");
        assertThat(admin.run("key", "create", "--org", one, "--name", "web").refusal())
                .isEqualTo("memtrace: an API key with this name exists");

        var listed = admin.json("key", "list", "--org", one);
        assertThat(listed.path("count").asInt()).isEqualTo(1);
        assertThat(fields(listed.path("keys").path(0)))
                .containsExactly(
                        "id",
                        "org_id",
                        "name",
                        "permissions",
                        "created_at",
                        "expires_at",
                        "revoked_at",
                        "state");
        assertThat(listed.path("keys").path(0).path("permissions").toString())
                .isEqualTo("[\"read\"]");
        assertThat(listed.toString()).doesNotContain(key).doesNotContain("$2a$");
    }

    @Test
    void a_revoked_key_stays_in_the_list_and_its_name_is_free_again() {
        var org = admin.org("revoking");
        var id = admin.json("key", "create", "--org", org, "--name", "a").path("id").asText();

        assertThat(admin.run("key", "revoke", id).done().line())
                .isEqualTo("revoked " + id + " of " + org);
        assertThat(admin.json("key", "revoke", id, "--org", org).path("state").asText())
                .isEqualTo("revoked");
        var next = admin.json("key", "create", "--org", org, "--name", "a").path("id").asText();

        assertThat(admin.json("key", "list", "--org", org).path("keys").findValuesAsText("state"))
                .containsExactly("good", "revoked");
        assertThat(admin.run("key", "list", "--org", org).done().lines().get(1)).startsWith(next);
        assertThat(admin.run("key", "revoke", "key_of_nobody").refusal())
                .isEqualTo("memtrace: there is no API key key_of_nobody");
        assertThat(admin.run("key", "revoke", id, "--org", admin.org("not mine")).refusal())
                .contains("API key not found");
    }

    @Test
    void an_arc_is_added_shown_moved_only_on_demand_and_removed() throws IOException {
        var org = admin.org("storing");
        var file = tokenFile().toString();
        var url = arc.uri().toString();
        String[] add = {
            "org", "add-arc", org, "--url", url, "--database", "acme", "--api-key-file", file
        };

        var added = admin.json(add);
        assertThat(fields(added))
                .containsExactly(
                        "org_id",
                        "url",
                        "database",
                        "measurement",
                        "api_key",
                        "bound_at",
                        "arc_answers",
                        "warning");
        assertThat(added.path("arc_answers").asBoolean()).isTrue();
        assertThat(admin.json("org", "show-arc", org).path("api_key").asText()).isEqualTo("***");
        assertThat(admin.run("org", "show-arc", org).done().out())
                .contains("acme")
                .contains("events")
                .contains("***");
        assertThat(admin.json("org", "show", org).path("arc").path("database").asText())
                .isEqualTo("acme");

        admin.run(add).done();
        add[6] = "elsewhere";
        assertThat(admin.run(add).refusal())
                .contains("acme.events at " + url)
                .contains("--abandon-history")
                .contains("no longer found")
                .contains("go to the new place");
        add[6] = "acme";
        assertThat(admin.run("org", "remove-arc", org).done().line())
                .isEqualTo("removed acme.events at " + url);
        assertThat(admin.run("org", "remove-arc", org).refusal()).contains("has no Arc");
        assertThat(admin.run("org", "show-arc", org).refusal()).contains("has no Arc of its own");

        var moved =
                admin.json(
                        "org",
                        "add-arc",
                        org,
                        "--url",
                        url,
                        "--database",
                        "elsewhere",
                        "--api-key",
                        ARC_TOKEN,
                        "--abandon-history");
        assertThat(moved.path("database").asText()).isEqualTo("elsewhere");
    }

    @Test
    void an_arc_that_does_not_answer_is_a_warning_and_bound_all_the_same() throws IOException {
        var nowhere = "http://127.0.0.1:" + FreePort.find();
        var absent =
                admin.run(
                                "org",
                                "add-arc",
                                admin.org("early"),
                                "--url",
                                nowhere,
                                "--database",
                                "acme")
                        .done();
        var wrongKey =
                admin.run(
                        "org",
                        "add-arc",
                        admin.org("wrong key"),
                        "--url",
                        arc.uri().toString(),
                        "--database",
                        "acme",
                        "--api-key",
                        "not-the-token",
                        "--json");

        assertThat(absent.out()).contains(nowhere).contains("none");
        assertThat(absent.err()).contains("warning: the Arc at " + nowhere + " does not say");
        assertThat(wrongKey.done().out())
                .contains("\"arc_answers\":false")
                .contains("Arc does not take the token")
                .doesNotContain("not-the-token");
    }

    @Test
    void an_arcs_key_can_come_from_standard_input() {
        var org = admin.org("piped");
        var before = System.in;
        System.setIn(new ByteArrayInputStream((ARC_TOKEN + "\n").getBytes(UTF_8)));
        try {
            assertThat(
                            admin.json(
                                            "org",
                                            "add-arc",
                                            org,
                                            "--url",
                                            arc.uri().toString(),
                                            "--database",
                                            "acme",
                                            "--api-key-file",
                                            "-")
                                    .path("arc_answers")
                                    .asBoolean())
                    .isTrue();
        } finally {
            System.setIn(before);
        }
        assertThat(
                        admin.run(
                                        "org",
                                        "add-arc",
                                        org,
                                        "--url",
                                        arc.uri().toString(),
                                        "--database",
                                        "acme",
                                        "--api-key-file",
                                        "/not/there")
                                .refusal())
                .contains("--api-key-file cannot be read");
    }

    @Test
    void an_arc_is_sealed_only_under_the_services_master_key() throws IOException {
        admin.run(
                        "org",
                        "add-arc",
                        admin.org("sealed"),
                        "--url",
                        arc.uri().toString(),
                        "--database",
                        "acme",
                        "--api-key-file",
                        tokenFile().toString())
                .done();
        String[] add = {
            "org", "add-arc", admin.org("late"), "--url", arc.uri().toString(), "--database", "a"
        };

        assertThat(admin.with("MEMTRACE_MASTER_KEY", MasterKey.generate()).run(add).refusal())
                .contains("opens none of the keys");
        assertThat(admin.with("MEMTRACE_MASTER_KEY", "short").run(add).refusal())
                .contains("is not base64 of 32 bytes");
        assertThat(admin.with("MEMTRACE_MASTER_KEY", "").run(add).refusal())
                .contains("MEMTRACE_MASTER_KEY is required");
    }

    @Test
    void agents_and_sessions_are_listed_newest_first_and_counted() {
        var org = admin.org("busy");
        site.grant(
                new Wish.Create(
                        new Agent(
                                Ids.random(Ids.AGENT),
                                new OrgId(org),
                                "crawler\u001b[2J",
                                Optional.of("reads\npages"),
                                Optional.empty(),
                                NOW)));
        var sessions =
                List.of(
                        session(org, "a1", NOW.minusSeconds(3)),
                        session(org, "a2", NOW.minusSeconds(2)),
                        session(org, "a1", NOW.minusSeconds(1)));
        for (var session : sessions) {
            site.grant(new Wish.Create(session));
            // A change is no second session.
            site.grant(
                    new Wish.ChangeSession(
                            session.org(),
                            session.id(),
                            Optional.of(SessionStatus.CLOSED),
                            Optional.empty(),
                            NOW));
        }

        var shown = admin.json("org", "show", org);
        assertThat(fields(shown))
                .containsExactly(
                        "id",
                        "name",
                        "created_at",
                        "quota",
                        "arc",
                        "keys",
                        "good_keys",
                        "agents",
                        "sessions");
        assertThat(shown.path("agents").asInt()).isEqualTo(1);
        assertThat(shown.path("sessions").asInt()).isEqualTo(3);
        var agents = admin.run("agent", "list", "--org", org).done();
        assertThat(agents.lines()).hasSize(2);
        assertThat(agents.out()).contains("reads pages").doesNotContain("\u001b");
        assertThat(admin.json("agent", "list", "--org", org).path("agents").path(0).path("name"))
                .hasToString("\"crawler\\u001B[2J\"");
        var newest = admin.json("session", "list", "--org", org, "--limit", "2");
        assertThat(newest.path("sessions").findValuesAsText("id"))
                .containsExactly(sessions.get(2).id(), sessions.get(1).id());
        assertThat(newest.path("has_more").asBoolean()).isTrue();
        assertThat(newest.path("sessions").findValuesAsText("status")).containsOnly("closed");
        var ofOne = admin.json("session", "list", "--org", org, "--agent", "a1");
        assertThat(ofOne.path("count").asInt()).isEqualTo(2);
        assertThat(ofOne.path("has_more").asBoolean()).isFalse();
        assertThat(admin.run("session", "list", "--org", "org_of_nobody").refusal())
                .isEqualTo("memtrace: there is no org org_of_nobody");
    }

    @Test
    void no_record_holds_a_key_and_no_output_but_the_one_that_promises_to() throws IOException {
        var org = admin.org("secretive");
        var key = admin.run("key", "create", "--org", org, "--name", "web").done().line();
        var added =
                admin.run(
                        "org",
                        "add-arc",
                        org,
                        "--url",
                        arc.uri().toString(),
                        "--database",
                        "acme",
                        "--api-key-file",
                        tokenFile().toString());
        var seen = new StringBuilder(added.out()).append(added.err());
        for (var line :
                List.of(
                        "org show " + org,
                        "org show-arc " + org,
                        "org list --json",
                        "key list --org " + org,
                        "key list --org " + org + " --json",
                        "org show " + org + " --json")) {
            var run = admin.run(line.split(" ")).done();
            seen.append(run.out()).append(run.err());
        }

        assertThat(seen.toString()).doesNotContain(ARC_TOKEN).doesNotContain(key);
        assertThat(site.topicBytes())
                .contains("\"secretive\"")
                .doesNotContain(ARC_TOKEN)
                .doesNotContain(key)
                .doesNotContain(AdminSite.MASTER_KEY);
    }

    @Test
    void the_org_that_every_installation_has_cannot_be_deleted() {
        assertThat(admin.run("org", "delete", Ids.DEFAULT_ORG, "--yes").refusal())
                .contains(Ids.DEFAULT_ORG);
    }
}
