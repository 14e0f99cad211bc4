package dev.memtrace.testkit;

/** One round of a property test. All randomness in it comes from the chance it is given. */
@FunctionalInterface
public interface SeededTrial {
    void run(Chance chance) throws Exception;
}
