/**
 * Orgs, API keys, agents and sessions. A service that wants a change sends a {@link
 * dev.memtrace.core.directory.DirectoryCommand}; the registrar in dedup-stream decides it, writes
 * the new {@link dev.memtrace.core.directory.DirectoryEntry} to the compacted directory topic and
 * replies with a {@link dev.memtrace.core.directory.Decision}; every service follows that topic
 * with a {@link dev.memtrace.core.directory.DirectoryReplica}; who asks once and goes away reads it
 * with a {@link dev.memtrace.core.directory.DirectoryScan}. One writer, so a unique name stays
 * unique.
 */
package dev.memtrace.core.directory;
