package dev.memtrace.inbox;

import static java.util.Objects.requireNonNull;

import dev.memtrace.core.memory.Memory;
import java.util.List;
import org.apache.kafka.common.header.Header;

/** What a record of an inbox turned out to be. */
sealed interface Checked {
    /**
     * One memory or several.
     *
     * @param carried headers that go on with each of them
     */
    record Good(List<Memory> memories, List<Header> carried) implements Checked {
        public Good {
            memories = List.copyOf(memories);
            carried = List.copyOf(carried);
        }
    }

    /**
     * Nothing that can be taken.
     *
     * @param reason every problem, in words that quote nothing
     * @param isKept whether its bytes go to the rejected topic, and not only where they can be
     *     found
     */
    record Bad(String reason, boolean isKept) implements Checked {
        public Bad {
            requireNonNull(reason, "reason");
        }
    }
}
