/**
 * From the log to each org's Arc. {@link dev.memtrace.sink.SinkLoop} reads the accepted topic and
 * hands each {@link dev.memtrace.sink.Row} to its org's {@link dev.memtrace.sink.OrgLane}; {@link
 * dev.memtrace.sink.Dispatcher} begins the lanes' {@link dev.memtrace.sink.Calls} to their Arcs,
 * where {@link dev.memtrace.sink.ArcWork} writes what is not there yet and, when Arc must be able
 * to show it, looks for it ({@link dev.memtrace.sink.Proof}). {@link dev.memtrace.sink.Ledger}
 * knows what is proven, and {@link dev.memtrace.sink.Commits} keeps that in one transaction:
 * offsets, marks, accounts and refusals. {@link dev.memtrace.sink.Membership} is the loop's place
 * in the group: what is known by partition comes and goes with it.
 *
 * <p>Whatever goes wrong at an org's Arc closes its lane: its memories wait in the log. The lane's
 * marks, the offsets of its first unproven memories, are kept on the lanes topic ({@link
 * dev.memtrace.core.wire.LaneMark}, {@link dev.memtrace.sink.LaneTopics}), and the loop goes on
 * without them. After a rest {@link dev.memtrace.sink.Rereader} reads from the marks on, once for
 * all lanes of a partition that it comes by, until it is where the loop is; there the lane is open
 * again.
 */
package dev.memtrace.sink;
