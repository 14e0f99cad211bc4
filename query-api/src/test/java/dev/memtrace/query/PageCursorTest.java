package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.testkit.Chance;
import dev.memtrace.testkit.Seeds;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class PageCursorTest {
    private static final OrgId ORG = new OrgId("org_a");

    @Test
    void a_cursor_leads_back_to_where_it_was_made() {
        Seeds.forEach(
                500,
                chance -> {
                    var position = position(chance);
                    var order = chance.oneOf(java.util.List.of(ReadOrder.values()));

                    var cursor = PageCursor.encode(ORG, order, position);

                    assertThat(cursor).matches("[A-Za-z0-9_-]{40}");
                    assertThat(PageCursor.decode(ORG, order, cursor)).contains(position);
                });
    }

    @Test
    void a_cursor_of_another_org_or_order_is_none() {
        var cursor = PageCursor.encode(ORG, ReadOrder.DESC, position(new Chance(1)));

        assertThat(PageCursor.decode(new OrgId("org_b"), ReadOrder.DESC, cursor)).isEmpty();
        assertThat(PageCursor.decode(ORG, ReadOrder.ASC, cursor)).isEmpty();
    }

    @Test
    void a_changed_cursor_is_none() {
        Seeds.forEach(
                500,
                chance -> {
                    var cursor = PageCursor.encode(ORG, ReadOrder.DESC, position(chance));
                    var bytes = Base64.getUrlDecoder().decode(cursor);
                    bytes[chance.within(0, bytes.length - 1)] ^= (byte) (1 << chance.within(0, 7));
                    var changed = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

                    assertThat(PageCursor.decode(ORG, ReadOrder.DESC, changed)).isEmpty();
                });
    }

    @Test
    void text_that_was_never_a_cursor_is_none() {
        Seeds.forEach(
                500,
                chance ->
                        assertThat(PageCursor.decode(ORG, ReadOrder.DESC, chance.nastyText(100)))
                                .isEmpty());
    }

    private static Position position(Chance chance) {
        var random = chance.generator();
        var id = new MemoryId(random.nextLong(), random.nextLong());
        return new Position(random.nextLong(), id.toString());
    }
}
