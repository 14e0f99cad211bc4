package dev.memtrace.core.directory;

/**
 * Where a follower stands with its target.
 *
 * <pre>
 *   Following ──place gone, damage, away too long──► Rebuilding ──filled──► Following
 *       │                                             │   ▲  │
 *       │                                             │   └──┘ try again
 *       └──────stop──────► Stopped ◄───────stop───────┘
 * </pre>
 *
 * There is no way back from Rebuilding but through: a target that was cleared, or that follows what
 * is no longer there, is never applied to as if it were whole.
 */
sealed interface FollowerState {
    record Following() implements FollowerState {}

    record Rebuilding(String reason) implements FollowerState {}

    record Stopped() implements FollowerState {}
}
