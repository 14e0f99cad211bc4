package dev.memtrace.client;

/** Which memories come first. */
public enum Order {
    /** The default. */
    NEWEST_FIRST("desc"),
    /** As they happened. */
    OLDEST_FIRST("asc");

    private final String wire;

    Order(String wire) {
        this.wire = wire;
    }

    String wire() {
        return wire;
    }
}
