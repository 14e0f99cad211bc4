package dev.memtrace.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.testkit.Seeds;
import java.time.Instant;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryIdTest {
    private static final Instant NOON = Instant.parse("2026-02-13T12:00:00.123456Z");

    @Test
    void an_id_tells_its_millisecond_and_is_read_back() {
        Seeds.forEach(
                200,
                chance -> {
                    var time = Instant.ofEpochMilli(chance.generator().nextLong(0, 1L << 47));
                    var id = MemoryId.random(time);

                    assertThat(id.time()).isEqualTo(time);
                    assertThat(MemoryId.parse(id.toString())).contains(id);
                });
    }

    @Test
    void ids_sort_by_time_as_numbers_and_as_text() {
        var earlier = MemoryId.random(NOON);
        var later = MemoryId.random(NOON.plusMillis(1));

        assertThat(earlier).isLessThan(later);
        assertThat(earlier.toString()).isLessThan(later.toString());
    }

    @Test
    void ten_thousand_ids_of_one_millisecond_differ() {
        var ids = new HashSet<MemoryId>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(MemoryId.random(NOON));
        }

        assertThat(ids).hasSize(10_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mem_",
                "mem_0",
                "mem_0123456789abcdef0123456789abcdeg",
                "id_0123456789abcdef0123456789abcdef0"
            })
    void other_texts_are_no_ids(String text) {
        assertThat(MemoryId.parse(text)).isEmpty();
    }
}
