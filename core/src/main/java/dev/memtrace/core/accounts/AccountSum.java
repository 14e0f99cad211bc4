package dev.memtrace.core.accounts;

import dev.memtrace.core.wire.ServedAccount;
import java.time.Instant;
import java.util.Optional;

/** Adds up an org's partitions. One thread. */
final class AccountSum {
    private long accepted;
    private long duplicates;
    private long rejected;
    private long proven;
    private long refused;
    private OrgAccount.Lane lane = new OrgAccount.Lane.Open();
    private Optional<Instant> oldestUnproven = Optional.empty();

    void add(Pairing pairing) {
        var decided = pairing.decided();
        accepted += decided.accepted();
        duplicates += decided.duplicates();
        rejected += decided.rejected();
        proven += pairing.proven();
        refused += pairing.refused();
        pairing.lane().ifPresent(this::add);
    }

    private void add(ServedAccount account) {
        if (account.isClosed() && lane instanceof OrgAccount.Lane.Open) {
            lane = new OrgAccount.Lane.Closed(account.reason());
        }
        if (account.oldestUnprovenMillis() >= 0) {
            var oldest = Instant.ofEpochMilli(account.oldestUnprovenMillis());
            oldestUnproven =
                    Optional.of(oldestUnproven.filter(it -> it.isBefore(oldest)).orElse(oldest));
        }
    }

    OrgAccount account(long undecided) {
        return new OrgAccount(
                accepted, duplicates, rejected, undecided, proven, refused, lane, oldestUnproven);
    }
}
