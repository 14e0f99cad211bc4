package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.memory.OrgId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReproveWishTest {
    @Test
    void a_wish_is_read_back_as_it_was_written() {
        var wish = new ReproveWish(Long.MAX_VALUE - 1, 1_234_567_890_123L);

        assertThat(wish.encode()).hasSize(17).startsWith(1);
        assertThat(ReproveWish.decode(wish.encode())).isEqualTo(wish);
    }

    @Test
    void a_key_is_text_and_read_back() {
        var key = new ReproveWish.Key(new OrgId("org_a-1"), 12);

        assertThat(new String(key.encode(), UTF_8)).isEqualTo("reprove:org_a-1:12");
        assertThat(ReproveWish.Key.decode(key.encode())).contains(key);
    }

    @Test
    void the_key_of_a_mark_is_no_wishs() {
        assertThat(ReproveWish.Key.decode("org_a:1".getBytes(UTF_8))).isEmpty();
        assertThat(ReproveWish.Key.decode(null)).isEmpty();
    }

    @Test
    void an_org_may_be_called_reprove() {
        var mark = "reprove:1".getBytes(UTF_8);
        var wish = new ReproveWish.Key(new OrgId("reprove"), 1);

        assertThat(ReproveWish.Key.decode(mark)).isEmpty();
        assertThat(ReproveWish.Key.decode(wish.encode())).contains(wish);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reprove::1",
                "reprove:org_a:",
                "reprove:org_a:x",
                "reprove:org_a:-1",
                "reprove:1a:1",
                "reprove:a:b:1"
            })
    void a_key_that_only_begins_as_a_wishs_is_undecodable(String key) {
        assertThatThrownBy(() -> ReproveWish.Key.decode(key.getBytes(UTF_8)))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("reprove:org:partition");
    }

    @Test
    void bytes_of_another_version_or_length_are_undecodable() {
        var other = new ReproveWish(1, 2).encode();
        other[0] = 2;

        for (var bytes : new byte[][] {{}, {1, 2}, other, new byte[18]}) {
            assertThatThrownBy(() -> ReproveWish.decode(bytes))
                    .isInstanceOf(UndecodableException.class);
        }
    }
}
