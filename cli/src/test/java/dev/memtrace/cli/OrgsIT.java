package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Ids;
import org.junit.jupiter.api.Test;

/** An org is made, shown, limited and deleted, and the default one stays. */
class OrgsIT extends AdminFixture {
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
    void the_org_that_every_installation_has_cannot_be_deleted() {
        assertThat(admin.run("org", "delete", Ids.DEFAULT_ORG, "--yes").refusal())
                .contains(Ids.DEFAULT_ORG);
    }
}
