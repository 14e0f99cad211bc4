package dev.memtrace.core.accounts;

import dev.memtrace.core.wire.DecidedAccount;
import dev.memtrace.core.wire.ServedAccount;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What was decided and what was served of one org's memories in one partition, as of the latest
 * moment at which the two agree. dedup-stream tells of a verdict up to a tenth of a second after it
 * is in force, and the sink may prove the memory, and tell so, before: a served account that counts
 * more than is known to be accepted is held back until a decided account covers it. One thread.
 */
final class Pairing {
    /** Served accounts held back; of more than so many only the first ones and the newest. */
    static final int HELD_MAX = 64;

    private static final DecidedAccount NOTHING = new DecidedAccount(0, 0, 0, 0);

    private DecidedAccount decided = NOTHING;
    private Optional<ServedAccount> served = Optional.empty();
    private final Deque<ServedAccount> held = new ArrayDeque<>();

    void decided(DecidedAccount account) {
        decided = account;
        if (served.isPresent() && !isCovered(served.get())) {
            // Counted anew, from less than was known: what was served is no longer covered.
            held.addFirst(served.get());
            served = Optional.empty();
        }
        while (!held.isEmpty() && isCovered(held.getFirst())) {
            served = Optional.of(held.removeFirst());
        }
    }

    void served(ServedAccount account) {
        if (isCovered(account)) {
            served = Optional.of(account);
            held.clear();
            return;
        }
        if (held.size() == HELD_MAX) {
            held.removeLast();
        }
        held.addLast(account);
    }

    private boolean isCovered(ServedAccount account) {
        return account.proven() + account.refused() <= decided.accepted();
    }

    /**
     * Whether there is a moment at which both are known. There is none yet when the log's beginning
     * is compacted away and what is left of it speaks of more proven memories than accepted ones.
     */
    boolean isSettled() {
        return served.isPresent() || held.isEmpty() || decided.accepted() == 0;
    }

    DecidedAccount decided() {
        return decided;
    }

    long proven() {
        return served.map(ServedAccount::proven).orElse(0L);
    }

    long refused() {
        return served.map(ServedAccount::refused).orElse(0L);
    }

    /** What is last known of the lane, held back or not: nothing is counted by it. */
    Optional<ServedAccount> lane() {
        return held.isEmpty() ? served : Optional.of(held.getLast());
    }
}
