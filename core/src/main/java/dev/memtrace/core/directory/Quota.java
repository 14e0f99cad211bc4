package dev.memtrace.core.directory;

/**
 * What an org may do at most on each instance of a service.
 *
 * @param memoriesPerSecond memories that are written; 0 for any number
 * @param requestsPerSecond requests of every kind; 0 for any number
 */
public record Quota(int memoriesPerSecond, int requestsPerSecond) {
    /** No limit but everybody's. */
    public static final Quota NONE = new Quota(0, 0);

    /** Above this a limit would mean nothing. */
    public static final int MAX = 100_000_000;

    public Quota {
        requireWithin("memoriesPerSecond", memoriesPerSecond);
        requireWithin("requestsPerSecond", requestsPerSecond);
    }

    private static void requireWithin(String name, int value) {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException(name + " must be 0.." + MAX + ", got " + value);
        }
    }
}
