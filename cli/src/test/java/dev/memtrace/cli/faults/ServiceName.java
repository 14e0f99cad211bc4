package dev.memtrace.cli.faults;

/** The services, each a process of its own; the order is that of their clocks. */
enum ServiceName {
    INGEST,
    DEDUP,
    SINK,
    QUERY
}
