package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.directory.EntryPage;
import dev.memtrace.core.memory.AgentId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EntryCursorTest {
    private static final OrgId ORG = new OrgId("org_a");
    private static final OrgId OTHER_ORG = new OrgId("org_b");
    private static final Optional<AgentId> AGENT = Optional.of(new AgentId("crawler"));

    /** Any two of these are different lists. */
    private static final List<PagedList> LISTS =
            List.of(
                    PagedList.agents(ORG),
                    PagedList.agents(OTHER_ORG),
                    PagedList.sessions(ORG, Optional.empty()),
                    PagedList.sessions(ORG, AGENT),
                    PagedList.sessions(ORG, Optional.of(new AgentId("crawler2"))),
                    PagedList.sessions(OTHER_ORG, AGENT),
                    PagedList.memories(ORG, ReadOrder.DESC),
                    PagedList.memories(ORG, ReadOrder.ASC));

    @Test
    void a_cursor_leads_back_to_where_it_was_made() {
        Seeds.forEach(
                500,
                chance -> {
                    var list = chance.oneOf(LISTS);
                    var position = position(chance);

                    var cursor = EntryCursor.encode(list, position);

                    assertThat(cursor).matches("[A-Za-z0-9_-]+");
                    assertThat(EntryCursor.decode(list, cursor)).contains(position);
                });
    }

    @Test
    void a_cursor_of_another_org_or_list_is_none() {
        for (var made : LISTS) {
            var cursor = EntryCursor.encode(made, position(new Chance(1)));
            for (var asked : LISTS) {
                assertThat(EntryCursor.decode(asked, cursor).isPresent())
                        .as("of %s, for %s", made, asked)
                        .isEqualTo(made.equals(asked));
            }
        }
    }

    @Test
    void a_changed_cursor_is_none() {
        Seeds.forEach(
                500,
                chance -> {
                    var list = chance.oneOf(LISTS);
                    var cursor = EntryCursor.encode(list, position(chance));
                    var bytes = Base64.getUrlDecoder().decode(cursor);
                    bytes[chance.within(0, bytes.length - 1)] ^= (byte) (1 << chance.within(0, 7));
                    var changed = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

                    assertThat(EntryCursor.decode(list, changed)).isEmpty();
                });
    }

    @Test
    void text_that_was_never_a_cursor_is_none() {
        Seeds.forEach(
                500,
                chance ->
                        assertThat(EntryCursor.decode(chance.oneOf(LISTS), chance.nastyText(100)))
                                .isEmpty());
    }

    private static EntryPage.Position position(Chance chance) {
        var time = Instant.EPOCH.plus(chance.generator().nextLong(), ChronoUnit.MICROS);
        return new EntryPage.Position(time, chance.identifier());
    }
}
