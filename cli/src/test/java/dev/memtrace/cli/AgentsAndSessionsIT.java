package dev.memtrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.DirectoryEntry.Agent;
import dev.memtrace.core.directory.DirectoryEntry.Session;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Registered agents and sessions are listed newest first, and counted with their org. */
class AgentsAndSessionsIT extends AdminFixture {
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);

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
}
