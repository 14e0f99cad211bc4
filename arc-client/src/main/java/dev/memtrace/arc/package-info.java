/**
 * Arc's wire, and nothing else: {@link dev.memtrace.arc.MemoryBatchBuilder} makes the columns of a
 * write, {@link dev.memtrace.arc.HttpArcClient} sends writes and queries and says what their
 * answers mean, {@link dev.memtrace.arc.Sql} is the only way for a text to get into a query.
 */
package dev.memtrace.arc;
