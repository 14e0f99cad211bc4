package dev.memtrace.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.testkit.Seeds;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LogPositionTest {
    private static final OrgId ORG = new OrgId("org_a");

    @Test
    void a_position_comes_back_as_it_went_and_nothing_else_is_taken_for_one() {
        Seeds.forEach(
                500,
                chance -> {
                    var next = new HashMap<Integer, Long>();
                    for (int i = chance.within(0, 12); i > 0; i--) {
                        next.put(
                                chance.within(0, 1_000),
                                chance.generator().nextLong() & Long.MAX_VALUE);
                    }
                    var position =
                            new LogPosition(chance.generator().nextLong() & Long.MAX_VALUE, next);
                    var text = position.encode(ORG);

                    assertThat(LogPosition.decode(ORG, text)).contains(position);
                    assertThat(LogPosition.decode(new OrgId("org_b"), text)).isEmpty();
                    assertThat(LogPosition.decode(ORG, text.substring(1))).isEmpty();
                    assertThat(LogPosition.decode(ORG, text + "AAAA")).isEmpty();
                });
        assertThat(LogPosition.decode(ORG, "")).isEmpty();
        assertThat(LogPosition.decode(ORG, "böse")).isEmpty();
        var page = PageCursor.encode(ORG, ReadOrder.ASC, new Position(1, "mem_" + "0".repeat(32)));
        assertThat(LogPosition.decode(ORG, page)).isEmpty();
        var oddBytes = CursorText.encode(PagedList.stream(ORG), new byte[] {(byte) 0xc1, 1});
        assertThat(LogPosition.decode(ORG, oddBytes)).isEmpty();
    }

    @Test
    void it_tells_what_a_reader_has_seen() {
        var position = new LogPosition(1, Map.of(0, 5L, 1, 9L));

        assertThat(position.hasSeen(0, 4)).isTrue();
        assertThat(position.hasSeen(0, 5)).isFalse();
        assertThat(position.hasSeen(2, 0)).isFalse();
        assertThat(position.includes(new LogPosition(1, Map.of(0, 5L)))).isTrue();
        assertThat(position.includes(new LogPosition(1, Map.of(0, 6L)))).isFalse();
        assertThat(position.includes(new LogPosition(1, Map.of(2, 1L)))).isFalse();
    }
}
