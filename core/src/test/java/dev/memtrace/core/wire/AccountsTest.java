package dev.memtrace.core.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.testkit.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private static final OrgId ORG = new OrgId("org_a-1");

    @Test
    void any_decided_account_is_read_back() {
        Seeds.forEach(
                200,
                chance -> {
                    var numbers = chance.generator().longs(4, 0, Long.MAX_VALUE).toArray();
                    var account =
                            new DecidedAccount(numbers[0], numbers[1], numbers[2], numbers[3]);

                    assertThat(DecidedAccount.decode(account.encode())).isEqualTo(account);
                });
    }

    @Test
    void any_served_account_is_read_back() {
        Seeds.forEach(
                200,
                chance -> {
                    var numbers = chance.generator().longs(5, 0, Long.MAX_VALUE).toArray();
                    boolean isClosed = chance.onceIn(2);
                    var account =
                            new ServedAccount(
                                    numbers[0],
                                    numbers[1],
                                    numbers[2],
                                    numbers[3],
                                    chance.onceIn(3) ? -1 : numbers[4],
                                    isClosed,
                                    isClosed ? chance.nastyText(200) : "");

                    assertThat(ServedAccount.decode(account.encode())).isEqualTo(account);
                });
    }

    @Test
    void what_is_decided_is_the_sum_of_all_verdicts() {
        assertThat(new DecidedAccount(1, 20, 300, 4_000).decided()).isEqualTo(321);
    }

    @Test
    void a_value_cut_short_is_undecodable() {
        cutShort(new DecidedAccount(1, 2, 3, 4).encode(), DecidedAccount::decode);
        cutShort(new ServedAccount(1, 2, 3, 4, 5, false, "").encode(), ServedAccount::decode);
        cutShort(
                AccountKey.DecidedThrough.encodeOffset(5), AccountKey.DecidedThrough::decodeOffset);
    }

    private static void cutShort(byte[] value, Function<byte[], Object> decode) {
        for (int length = 0; length < value.length; length++) {
            var cut = Arrays.copyOf(value, length);
            assertThatThrownBy(() -> decode.apply(cut)).isInstanceOf(UndecodableException.class);
        }
        assertThatThrownBy(() -> decode.apply(null)).isInstanceOf(UndecodableException.class);
    }

    @Test
    void a_value_of_another_version_is_undecodable() {
        anotherVersion(new DecidedAccount(1, 2, 3, 4).encode(), DecidedAccount::decode);
        anotherVersion(
                new ServedAccount(1, 2, 3, 4, 5, true, "away").encode(), ServedAccount::decode);
        anotherVersion(
                AccountKey.DecidedThrough.encodeOffset(5), AccountKey.DecidedThrough::decodeOffset);
    }

    private static void anotherVersion(byte[] value, Function<byte[], Object> decode) {
        value[0] = 2;
        assertThatThrownBy(() -> decode.apply(value))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("version 1, got " + value.length + " of version 2");
    }

    @Test
    void negative_counts_are_undecodable() {
        var decided = new DecidedAccount(1, 2, 3, 4).encode();
        decided[9] = -1;
        var served = new ServedAccount(1, 2, 3, 4, 5, true, "away").encode();
        served[17] = -1;
        var through = AccountKey.DecidedThrough.encodeOffset(5);
        through[1] = -1;

        assertThatThrownBy(() -> DecidedAccount.decode(decided))
                .isInstanceOf(UndecodableException.class);
        assertThatThrownBy(() -> ServedAccount.decode(served))
                .isInstanceOf(UndecodableException.class);
        assertThatThrownBy(() -> AccountKey.DecidedThrough.decodeOffset(through))
                .isInstanceOf(UndecodableException.class);
    }

    @Test
    void an_open_lane_with_a_reason_is_refused() {
        assertThatThrownBy(() -> new ServedAccount(1, 2, 3, 4, 5, false, "away"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_offset_is_read_back() {
        for (long offset : List.of(0L, 1L, Long.MAX_VALUE)) {
            assertThat(
                            AccountKey.DecidedThrough.decodeOffset(
                                    AccountKey.DecidedThrough.encodeOffset(offset)))
                    .isEqualTo(offset);
        }
    }

    @Test
    void keys_are_text_and_are_read_back() {
        key(new AccountKey.Decided(ORG, 0), "decided:org_a-1:0");
        key(new AccountKey.DecidedThrough(5), "decided-through:5");
        key(new AccountKey.Served(ORG, 999), "served:org_a-1:999");
    }

    private static void key(AccountKey key, String text) {
        assertThat(key.encode()).isEqualTo(text.getBytes(UTF_8));
        assertThat(AccountKey.decode(key.encode())).isEqualTo(key);
    }

    @Test
    void keys_that_we_did_not_write_are_undecodable_and_not_quoted() {
        for (var text :
                List.of(
                        "",
                        "decided",
                        "decided:org_a",
                        "decided:org_a:",
                        "decided:org_a:x",
                        "decided:org_a:+1",
                        "decided:org_a:01",
                        "decided:org_a:-1",
                        "decided:org_a:1:2",
                        "decided:1org:1",
                        "decided:\u00f6rg:1",
                        "decided-through:-1",
                        "decided-through:99999999999",
                        "served:1",
                        "lost:org_a:1")) {
            assertThatThrownBy(() -> AccountKey.decode(text.getBytes(UTF_8)))
                    .as(text)
                    .isInstanceOf(UndecodableException.class)
                    .hasMessageNotContaining("org_a");
        }
        assertThatThrownBy(() -> AccountKey.decode(null)).isInstanceOf(UndecodableException.class);
    }
}
