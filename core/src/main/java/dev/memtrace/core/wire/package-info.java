/**
 * How things look on Kafka. {@link dev.memtrace.core.wire.Topics} names and {@link
 * dev.memtrace.core.wire.TopicProvisioner} makes the topics; {@link
 * dev.memtrace.core.wire.MemoryRecord} is the value of the memory topics, {@link
 * dev.memtrace.core.wire.Reply} that of the verdicts, {@link dev.memtrace.core.wire.DecidedAccount}
 * and {@link dev.memtrace.core.wire.ServedAccount} those of the accounts, by {@link
 * dev.memtrace.core.wire.AccountKey}. Every value starts with a version.
 */
package dev.memtrace.core.wire;
