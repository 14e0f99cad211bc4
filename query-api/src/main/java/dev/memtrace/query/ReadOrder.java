package dev.memtrace.query;

/** Which memories come first: the newest or the oldest. Equal times are ordered by id. */
enum ReadOrder {
    DESC((byte) 0),
    ASC((byte) 1);

    private final byte code;

    ReadOrder(byte code) {
        this.code = code;
    }

    /** How it stands in cursors, which outlive a release. */
    byte code() {
        return code;
    }
}
