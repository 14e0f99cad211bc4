package dev.memtrace.cli.faults;

import java.time.Duration;
import java.util.List;

/**
 * One request of a client.
 *
 * @param at not before, after the beginning of the seed
 * @param org number of the org that it is for
 * @param numbers of the memories; a number that was there before is a repeat
 */
record Post(Duration at, int org, List<Integer> numbers, boolean isBatch, boolean isAsync) {
    Post {
        numbers = List.copyOf(numbers);
    }
}
