package dev.memtrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.core.directory.ApiKeys;
import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.service.Permission;
import dev.memtrace.standalone.Fleet.Tenant;
import dev.memtrace.testkit.ApiAnswer;
import dev.memtrace.testkit.ApiClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysIT {
    @TempDir private static Path folder;

    private static Fleet fleet;
    private static Tenant tenant;

    @BeforeAll
    static void start() {
        fleet = Fleet.start(folder, 1, 1);
        tenant = fleet.tenant();
        await().until(() -> listing(tenant.key()).status() == 200);
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    private static ApiAnswer listing(String key) {
        return fleet.query(0).api().withKey(key).get("/api/v1/agents");
    }

    private static String keyWith(Set<Permission> permissions) {
        var key = Ids.apiKey();
        fleet.addKey(tenant.org(), key, permissions);
        await().until(() -> listing(key).status() != 401);
        return key;
    }

    private static final List<Function<ApiClient, ApiAnswer>> READS =
            List.of(
                    api -> api.get("/api/v1/memories"),
                    api -> api.get("/api/v1/memories/mem_00000000000070008000000000000000"),
                    api -> api.get("/api/v1/sessions/any/memories"),
                    api -> api.get("/api/v1/agents/any/memories"),
                    api -> api.get("/api/v1/agents"),
                    api -> api.get("/api/v1/agents/any"),
                    api -> api.get("/api/v1/agents/any/stats"),
                    api -> api.get("/api/v1/sessions"),
                    api -> api.get("/api/v1/sessions/any"),
                    api -> api.post("/api/v1/search", "{}"),
                    api -> api.post("/api/v1/sessions/any/context", "{}"));

    private static final List<Function<ApiClient, ApiAnswer>> WRITES =
            List.of(
                    api -> api.post("/api/v1/memories", "{\"agent_id\":\"a\",\"content\":\"c\"}"),
                    api -> api.post("/api/v1/agents", "{\"name\":\"" + Ids.random("a") + "\"}"),
                    api -> api.post("/api/v1/sessions", "{\"agent_id\":\"a\"}"),
                    api ->
                            api.send(
                                    "PUT",
                                    "/api/v1/sessions/any",
                                    "{\"status\":\"closed\"}",
                                    "Content-Type",
                                    "application/json"),
                    api -> api.send("DELETE", "/api/v1/agents/any", ""));

    @Test
    void a_key_may_do_what_its_permissions_say_and_nothing_else() {
        var reader = keyWith(EnumSet.of(Permission.READ));
        var writer = keyWith(EnumSet.of(Permission.WRITE));
        var admin = keyWith(EnumSet.of(Permission.ADMIN));
        await().untilAsserted(
                        () -> {
                            // ingest-api learns of a key by itself
                            for (var key : List.of(reader, writer, admin)) {
                                var api = fleet.ingest(0).api().withKey(key);
                                assertThat(api.post("/api/v1/sessions", "{}").status())
                                        .isIn(400, 403);
                            }
                        });

        for (var read : READS) {
            assertThat(read.apply(fleet.query(0).api().withKey(reader)).status()).isIn(200, 404);
            assertForbidden(read.apply(fleet.query(0).api().withKey(writer)), "read");
            assertThat(read.apply(fleet.query(0).api().withKey(admin)).status()).isIn(200, 404);
        }
        for (var key : List.of(reader, writer)) {
            var api = fleet.query(0).api().withKey(key);
            assertForbidden(api.get("/api/v1/admin/pipeline"), "admin");
        }
        assertThat(fleet.query(0).api().withKey(admin).get("/api/v1/admin/pipeline").status())
                .isEqualTo(200);
        for (var write : WRITES) {
            assertForbidden(write.apply(fleet.ingest(0).api().withKey(reader)), "write");
            for (var key : List.of(writer, admin)) {
                assertThat(write.apply(fleet.ingest(0).api().withKey(key)).status())
                        .isIn(201, 204, 404, 409);
            }
        }
    }

    private static void assertForbidden(ApiAnswer answer, String permission) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body().path("error").asText())
                .isEqualTo("this API key lacks the permission: " + permission);
    }

    @Test
    void a_key_that_is_unknown_revoked_or_expired_is_refused_in_the_same_words() {
        var revoked = Ids.apiKey();
        var entry = fleet.addKey(tenant.org(), revoked, EnumSet.of(Permission.READ));
        fleet.decide(new Wish.RevokeKey(tenant.org(), entry.id(), Fleet.now()));
        var expired = Ids.apiKey();
        fleet.decide(
                new Wish.Create(
                        ApiKeys.entryFor(
                                expired,
                                tenant.org(),
                                "expired",
                                EnumSet.of(Permission.READ),
                                Fleet.now(),
                                Optional.of(Fleet.now().minusSeconds(1)))));
        keyWith(EnumSet.of(Permission.READ)); // whoever knows this one knows the others, too

        for (var key : List.of(Ids.apiKey(), revoked, expired, "mtk_", "nonsense")) {
            var answer = listing(key);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.text()).isEqualTo("{\"error\":\"invalid API key\"}");
        }
        assertThat(fleet.query(0).api().withoutKey().get("/api/v1/agents").text())
                .isEqualTo("{\"error\":\"missing API key\"}");
    }

    @Test
    void a_key_expires_at_its_time_and_not_when_somebody_notices() {
        var key = Ids.apiKey();
        var end = Instant.now().plusSeconds(3);
        fleet.decide(
                new Wish.Create(
                        ApiKeys.entryFor(
                                key,
                                tenant.org(),
                                "short",
                                EnumSet.of(Permission.READ),
                                Fleet.now(),
                                Optional.of(end))));
        await().until(() -> listing(key).status() == 200);

        await().pollInterval(Duration.ofMillis(10)).until(() -> listing(key).status() == 401);

        assertThat(Instant.now()).isBetween(end, end.plusSeconds(1));
    }

    @Test
    void one_org_does_not_learn_that_another_uses_a_name_for_a_key() {
        var other = fleet.tenant();
        for (var org : List.of(tenant.org(), other.org())) {
            var key =
                    ApiKeys.entryFor(
                            Ids.apiKey(),
                            org,
                            "production",
                            EnumSet.of(Permission.READ),
                            Fleet.now(),
                            Optional.empty());
            assertThat(fleet.decide(new Wish.Create(key))).isInstanceOf(Decision.Done.class);
        }
    }

    @Test
    void a_session_is_active_or_closed_and_no_other_word_is_taken() {
        var api = tenant.at(fleet.ingest(0));
        var session =
                await().until(
                                () -> api.post("/api/v1/sessions", "{\"agent_id\":\"a\"}"),
                                it -> it.status() == 201)
                        .body()
                        .path("id")
                        .asText();

        for (var status : List.of("paused", "ACTIVE", "deleted")) {
            var answer = put(api, session, "{\"status\":\"" + status + "\"}");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body().path("error").asText())
                    .isEqualTo("status must be active or closed, got " + status);
        }
        var closed = put(api, session, "{\"status\":\"closed\"}").body();
        assertThat(closed.path("closed_at")).isEqualTo(closed.path("updated_at"));
        assertThat(put(api, session, "{\"status\":\"active\"}").body().has("closed_at")).isFalse();
        assertThat(put(api, "sess_none", "{\"status\":\"closed\"}").status()).isEqualTo(404);
        assertThat(put(api, session, "{}").status()).isEqualTo(400);
        assertThat(put(api, session, "{\"status\":").status()).isEqualTo(400);
    }

    private static ApiAnswer put(ApiClient api, String session, String body) {
        return api.send(
                "PUT", "/api/v1/sessions/" + session, body, "Content-Type", "application/json");
    }
}
