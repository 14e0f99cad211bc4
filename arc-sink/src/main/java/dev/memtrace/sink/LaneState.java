package dev.memtrace.sink;

import java.time.Instant;
import java.util.List;

/**
 * Where an org's lane stands.
 *
 * <pre>
 *              rows are due                        what was sent is ripe
 *         ┌──────────────────────► Delivering      ┌──────────────────► Proving
 *         │                          │  │          │                    │  │
 *       Idle ◄──Arc has taken them───┘  │        Idle ◄──all is there───┘  │
 *         ▲                             │                                  │
 *         │                             ▼ no answer, refused, missing      ▼
 *         └────────── the rest is over ───────── Resting ◄─────────────────┘
 *                                                   ▲
 *       Idle ──no Arc, or another one than before───┘
 * </pre>
 *
 * A lane does one thing at a time. Whatever goes wrong has the same answer: what is not proven is
 * forgotten and read again from the log, after a rest. That is what it is to be <em>closed</em>:
 * the lane's marks go to the lanes topic, the partition's offset moves on for everybody else, and
 * the lane is open again when it has come to where the loop is.
 */
sealed interface LaneState {
    /** Nothing is under way. */
    record Idle() implements LaneState {}

    /** A batch is on its way to Arc. */
    record Delivering(Batch batch) implements LaneState {}

    /** Arc is asked whether it has these. */
    record Proving(List<Sent> ripe) implements LaneState {}

    /** Nothing is tried before. */
    record Resting(Instant until) implements LaneState {}
}
