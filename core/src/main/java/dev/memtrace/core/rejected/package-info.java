/**
 * What services could not take, and its way back. {@link dev.memtrace.core.rejected.RejectedTopic}
 * reads the topic: {@link dev.memtrace.core.rejected.Rejected} records, and between them a {@link
 * dev.memtrace.core.rejected.Replayed} mark for each replay. {@link
 * dev.memtrace.core.rejected.RejectedFilter} chooses, {@link
 * dev.memtrace.core.rejected.Destination} says where a record belongs, {@link
 * dev.memtrace.core.rejected.Replayer} brings it there.
 */
package dev.memtrace.core.rejected;
