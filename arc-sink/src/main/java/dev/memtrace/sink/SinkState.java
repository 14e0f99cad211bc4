package dev.memtrace.sink;

import java.time.Duration;

/**
 * Where the sink stands with its batch.
 *
 * <pre>
 *   Filling ──due, all settled──► Writing ──all stored, refused or parked──► Committing
 *      │ │                         ▲   │                                        │
 *      │ └──due──► Checking ───────┘   │ an org could not be written            │
 *      │              ▲                ▼                                        ▼
 *      │              └─pause over─ Waiting                                  Filling
 *      │ stop
 *      └──────► Stopped ◄── stop, from all but Committing
 *
 *   Writing, Waiting ──all partitions lost──► Filling
 *   Filling, Waiting, Committing ──the group refuses a commit──► Filling, from the last one on
 * </pre>
 *
 * Checking asks each org's Arc what it has of the batch already: needed when a predecessor, or we
 * ourselves in a write whose answer never came, may have written some of it, and when the org has
 * another Arc than before. What is stored leaves the batch at once, so that one org's failure has
 * nobody else's rows written again.
 *
 * <p>Parked lanes are no state of the loop: it leaves out their rows, and {@link CatchUp} works for
 * them while it is filling or waiting.
 */
sealed interface SinkState {
    record Filling(Batch batch) implements SinkState {}

    record Checking(Batch batch, int attempt) implements SinkState {}

    record Writing(Batch batch, int attempt) implements SinkState {}

    record Waiting(Batch batch, int attempt, Duration pause) implements SinkState {}

    record Committing(Batch batch) implements SinkState {}

    record Stopped() implements SinkState {}
}
