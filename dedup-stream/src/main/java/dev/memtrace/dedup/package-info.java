/**
 * Where things are decided, exactly once. {@link dev.memtrace.dedup.DedupTopology} draws it: {@link
 * dev.memtrace.dedup.Judge} gives each memory its verdict with the help of {@link
 * dev.memtrace.dedup.FirstSeen}, {@link dev.memtrace.dedup.Registrar} decides directory commands;
 * what both decide, remember and reply is one transaction.
 */
package dev.memtrace.dedup;
