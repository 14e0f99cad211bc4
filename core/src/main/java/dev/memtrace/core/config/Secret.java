package dev.memtrace.core.config;

/** A text that nobody shall read in a log. */
public record Secret(String text) {
    @Override
    public String toString() {
        return "***";
    }
}
