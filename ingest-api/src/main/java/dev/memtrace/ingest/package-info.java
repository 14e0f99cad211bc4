/**
 * Commands over HTTP. {@link dev.memtrace.ingest.MemoriesEndpoint} reads a request, passes {@link
 * dev.memtrace.ingest.Admission}, has {@link dev.memtrace.ingest.MemoryLog} make it durable, and
 * waits at {@link dev.memtrace.core.wire.Replies} for what dedup-stream decides. Agents and
 * sessions take the same way through {@link dev.memtrace.core.directory.DirectoryCommands}.
 */
package dev.memtrace.ingest;
