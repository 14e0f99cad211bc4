/**
 * From the log to Arc. {@link dev.memtrace.sink.SinkLoop} fills a {@link dev.memtrace.sink.Batch}
 * from the accepted topic, writes it, and commits its offsets only then; {@link
 * dev.memtrace.sink.StoredRows} asks Arc which rows of a batch it has already, whenever an earlier
 * write may have arrived unseen.
 */
package dev.memtrace.sink;
