package dev.memtrace.core.directory;

/** How many registered sessions there are, and how many of them are not closed. */
public record SessionCounts(long all, long active) {}
