/**
 * Where things are decided, exactly once. {@link dev.memtrace.dedup.DedupTopology} draws it: {@link
 * dev.memtrace.dedup.Judge} gives each memory its verdict with the help of {@link
 * dev.memtrace.dedup.FirstSeen}, and has {@link dev.memtrace.dedup.Accounts} count it for its org;
 * {@link dev.memtrace.dedup.Registrar} decides directory commands. What both decide, remember,
 * count and reply is one transaction.
 */
package dev.memtrace.dedup;
