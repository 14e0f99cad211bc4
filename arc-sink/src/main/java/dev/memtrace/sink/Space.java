package dev.memtrace.sink;

/** The heap that waiting rows of all lanes share, in bytes. One thread. */
final class Space {
    private final long bytesMax;
    private long used;

    Space(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    boolean hasRoom() {
        return used < bytesMax;
    }

    void take(long bytes) {
        used += bytes;
    }

    void free(long bytes) {
        used -= bytes;
    }
}
