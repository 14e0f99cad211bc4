/**
 * Everything that knows Arc's wire.
 *
 * <p>The way out: {@code MemoryBatchBuilder} takes memories one by one and keeps a {@code
 * ColumnBuffer} for each of the {@code MemoryColumns}; {@code MemoryBatch} is the finished,
 * compressed body, the same bytes for every attempt; {@code HttpArcClient} sends it and {@code
 * WriteAnswers} turns Arc's answer into a {@code WriteOutcome}.
 *
 * <p>The way back: {@code Sql} puts text and times into SQL so that Arc cannot misread them, {@code
 * HttpArcClient} asks, {@code QueryAnswers} tells what can be asked again from what cannot, and
 * {@code QueryResultReader} makes a {@code QueryResult}.
 *
 * <p>No message of this package holds a memory's content, SQL or a token.
 */
package dev.memtrace.arc;
