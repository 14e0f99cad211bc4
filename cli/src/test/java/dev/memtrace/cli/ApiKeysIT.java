package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An API key has a name that no other good key of its org has, and stays listed when revoked. */
class ApiKeysIT extends AdminFixture {
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
}
