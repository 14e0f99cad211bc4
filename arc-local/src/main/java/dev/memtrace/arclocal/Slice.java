package dev.memtrace.arclocal;

/** A value's place in a payload. */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
record Slice(byte[] payload, int offset, int length) {
    Cursor cursor() {
        return new Cursor(this);
    }
}
