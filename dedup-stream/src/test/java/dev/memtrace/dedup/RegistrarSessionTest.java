package dev.memtrace.dedup;

import static dev.memtrace.dedup.Entries.NOON;
import static dev.memtrace.dedup.Entries.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.directory.Wish;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A session changes only as its own org wishes, and keeps what a change does not name. */
class RegistrarSessionTest extends RegistrarFixture {
    @Test
    void is_closed_at_its_first_closing_and_opened_again() {
        var session = session(ORG, Optional.empty());
        create(session);

        var closed = (DirectoryEntry.Session) granted(close(session));
        assertThat(closed.closedAt()).contains(NOON.plusSeconds(60));
        assertThat(closed.updatedAt()).isEqualTo(NOON.plusSeconds(60));
        assertThat(granted(close(session))).isEqualTo(closed);

        var open =
                new Wish.ChangeSession(
                        ORG,
                        session.id(),
                        Optional.of(SessionStatus.ACTIVE),
                        Optional.empty(),
                        NOON);
        var opened = (DirectoryEntry.Session) granted(open);
        assertThat(opened.closedAt()).isEmpty();
        assertThat(opened.updatedAt()).isEqualTo(NOON.plusSeconds(60)); // never gets older
    }

    @Test
    void keeps_the_metadata_that_a_change_does_not_name() {
        var session = session(ORG, Optional.of("{\"a\":1,\"deep\":{\"x\":1,\"y\":2}}"));
        create(session);

        granted(merge(session, "{\"b\":[1,2],\"deep\":{\"y\":null,\"z\":3}}"));
        var merged = (DirectoryEntry.Session) granted(merge(session, "{\"a\":null}"));

        assertThat(merged.metadataJson()).contains("{\"deep\":{\"x\":1,\"z\":3},\"b\":[1,2]}");
    }

    @Test
    void does_not_outgrow_its_limit_piece_by_piece() {
        var session = session(ORG, Optional.empty());
        create(session);
        granted(merge(session, "{\"a\":\"" + "x".repeat(60_000) + "\"}"));

        assertThat(decide(merge(session, "{\"b\":\"" + "x".repeat(10_000) + "\"}")))
                .isInstanceOf(Decision.Invalid.class);
    }

    @Test
    void of_another_org_is_not_found() {
        var session = session(OTHER, Optional.empty());
        create(session);

        assertThat(
                        decide(
                                new Wish.ChangeSession(
                                        ORG,
                                        session.id(),
                                        Optional.of(SessionStatus.CLOSED),
                                        Optional.empty(),
                                        NOON)))
                .isEqualTo(new Decision.NotFound("session not found"));
    }

    private static Wish merge(DirectoryEntry.Session session, String patch) {
        return new Wish.ChangeSession(
                session.org(), session.id(), Optional.empty(), Optional.of(patch), NOON);
    }
}
