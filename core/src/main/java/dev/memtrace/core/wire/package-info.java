/**
 * How things look on Kafka. {@link dev.memtrace.core.wire.Topics} names and provisions the topics;
 * {@link dev.memtrace.core.wire.MemoryRecord} is the value of the memory topics, {@link
 * dev.memtrace.core.wire.Reply} that of the verdicts. Every value starts with a version.
 */
package dev.memtrace.core.wire;
