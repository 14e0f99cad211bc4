package dev.memtrace.sink;

import java.time.Duration;

/**
 * Where the sink stands with its batch.
 *
 * <pre>
 *   Filling ──due──► Writing ──accepted, or a memory refused for good──► Committing ──► Filling
 *      │  │            ▲  │                                                │
 *      │  │ first of   │  └──────try later──────► Waiting ◄──group moves───┘
 *      │  │ partition  │                          ▲   │
 *      │  └────────► Checking ─────try later──────┘   │
 *      │                ▲                             │
 *      │ stop           └─────────pause over──────────┘
 *      └──────► Stopped ◄── stop, from Waiting too
 * </pre>
 *
 * Checking asks Arc what it has of the batch already: needed when a predecessor, or we ourselves in
 * a write whose answer never came, may have written some of it.
 */
sealed interface SinkState {
    record Filling(Batch batch) implements SinkState {}

    record Checking(Batch batch, int attempt) implements SinkState {}

    record Writing(Batch batch, int attempt) implements SinkState {}

    record Waiting(Batch batch, int attempt, Duration pause) implements SinkState {}

    record Committing(Batch batch) implements SinkState {}

    record Stopped() implements SinkState {}
}
