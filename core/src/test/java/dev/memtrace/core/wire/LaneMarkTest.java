package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.memory.OrgId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LaneMarkTest {
    @Test
    void a_mark_survives_its_bytes() {
        var mark = new LaneMark(Long.MAX_VALUE, 1L << 40);

        assertThat(LaneMark.decode(mark.encode())).isEqualTo(mark);
    }

    @Test
    void a_key_names_org_and_partition_as_text() {
        var lane = new LaneMark.Key(new OrgId("org_a-b"), 1);

        assertThat(lane.encode()).asString(UTF_8).isEqualTo("org_a-b:1");
        assertThat(LaneMark.Key.decode(lane.encode())).isEqualTo(lane);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "org_a", "org_a:", ":1", "org_a:x", "org a:1"})
    void another_key_is_not_taken_for_one_of_ours(String key) {
        assertThatThrownBy(() -> LaneMark.Key.decode(key.getBytes(UTF_8)))
                .isInstanceOf(UndecodableException.class);
    }

    @Test
    void a_value_of_another_version_or_length_is_not_taken_for_a_mark() {
        var newer = new LaneMark(1, 2).encode();
        newer[0] = 2;

        assertThatThrownBy(() -> LaneMark.decode(newer))
                .hasMessage("a lane's mark must be 17 bytes of version 1, got 17 of version 2");
        assertThatThrownBy(() -> LaneMark.decode(new byte[0]))
                .hasMessage("a lane's mark must be 17 bytes of version 1, got 0");
    }
}
