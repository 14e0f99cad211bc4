package dev.memtrace.client;

/** The two sides of the API, which may be services of their own. */
public enum Side {
    /** What writes memories, agents and sessions: ingest-api. */
    WRITES,
    /** What reads: query-api. */
    READS
}
