package dev.memtrace.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.memtrace.core.memory.Memories;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.DecidedAccount;
import dev.memtrace.core.wire.MemoryRecord;
import dev.memtrace.core.wire.ReplyAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Accounts add up for each org, and are published when they have changed. */
class DedupAccountsTest extends DedupFixture {
    @Test
    void each_org_gets_an_account_of_its_own_and_a_replay_is_counted_once() {
        var first = Memories.memory("org_a", "same");
        send(first, NOON); // at 0
        send(first, NOON); // at 1: a replay
        send(Memories.memory("org_a", "same"), NOON); // at 2
        send(Memories.memory("org_b", "same"), NOON); // at 3
        memories.pipeInput(
                new byte[3],
                MemoryRecord.encode(Memories.memory("org_b", "x"), ReplyAddress.NONE, 0, true),
                NOON); // at 4
        memories.pipeInput(new byte[3], new byte[] {1}, NOON); // at 5: nobody's

        topology.advanceWallClockTime(Duration.ofMillis(100));

        assertThat(accounts())
                .containsOnly(
                        entry(decided("org_a"), new DecidedAccount(1, 1, 0, 3)),
                        entry(decided("org_b"), new DecidedAccount(1, 0, 1, 5)),
                        entry(new AccountKey.DecidedThrough(0), 6L));
    }

    @Test
    void accounts_are_published_when_they_change_and_not_otherwise() {
        send(Memories.memory("org_a", "one"), NOON);
        send(Memories.memory("org_b", "one"), NOON);
        topology.advanceWallClockTime(Duration.ofMillis(100));
        assertThat(accounts()).hasSize(3);

        topology.advanceWallClockTime(Duration.ofMillis(100));
        assertThat(accounts()).isEmpty();

        send(Memories.memory("org_b", "two"), NOON);
        topology.advanceWallClockTime(Duration.ofMillis(100));
        assertThat(accounts())
                .containsOnly(
                        entry(decided("org_b"), new DecidedAccount(2, 0, 0, 3)),
                        entry(new AccountKey.DecidedThrough(0), 3L));
    }

    @Test
    void switched_off_it_counts_everything_as_accepted() {
        topology.close();
        start(false);
        send(Memories.memory("org_a", "same"), NOON);
        send(Memories.memory("org_a", "same"), NOON);

        topology.advanceWallClockTime(Duration.ofMillis(100));

        assertThat(accounts()).contains(entry(decided("org_a"), new DecidedAccount(2, 0, 0, 2)));
    }

    private static AccountKey decided(String org) {
        return new AccountKey.Decided(new OrgId(org), 0);
    }

    /** What was published since the last time, each key once. */
    private Map<AccountKey, Object> accounts() {
        var found = new HashMap<AccountKey, Object>();
        for (var record : topology.output(topology.topics().accounts()).readRecordsToList()) {
            var key = AccountKey.decode(record.key());
            var before =
                    found.put(
                            key,
                            key instanceof AccountKey.DecidedThrough
                                    ? (Object)
                                            AccountKey.DecidedThrough.decodeOffset(record.value())
                                    : DecidedAccount.decode(record.value()));
            assertThat(before).as("%s twice", key).isNull();
        }
        return found;
    }
}
