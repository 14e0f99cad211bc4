/**
 * From the log to each org's Arc. {@link dev.memtrace.sink.SinkLoop} fills a {@link
 * dev.memtrace.sink.Batch} from the accepted topic; {@link dev.memtrace.sink.Delivery} takes one
 * org's rows after the other to their Arc, asking first ({@link dev.memtrace.sink.StoredRows})
 * whenever an earlier write may have arrived unseen; {@link dev.memtrace.sink.Commits} then moves
 * the batch's offsets on, with all that has to move with them, in one transaction. {@link
 * dev.memtrace.sink.Membership} is the loop's place in the group: what is known by partition comes
 * and goes with it.
 *
 * <p>Memories of an org that has no Arc wait in the log. Their {@link dev.memtrace.sink.Lane} is
 * parked: {@link dev.memtrace.sink.Lanes} knows its mark, the offset of the first one, which is
 * kept on the lanes topic ({@link dev.memtrace.sink.MarkRecord}, {@link
 * dev.memtrace.sink.LaneTopic}). The loop goes on without them. When the org has an Arc again,
 * {@link dev.memtrace.sink.CatchUp} reads from the mark on, one {@link dev.memtrace.sink.Pass} for
 * all lanes of a partition, until it is where the loop is; there the lane is open again.
 */
package dev.memtrace.sink;
