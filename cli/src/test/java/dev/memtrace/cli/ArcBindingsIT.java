package dev.memtrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.testkit.FreePort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** An org is bound to an Arc, answering or not, and leaves its history only on demand. */
class ArcBindingsIT extends AdminFixture {
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
}
