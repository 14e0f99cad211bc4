/**
 * Orgs, API keys, agents, sessions, and the Arcs that orgs are bound to. Who wants a change sends a
 * {@link dev.memtrace.core.directory.Wish} by way of {@link
 * dev.memtrace.core.directory.DirectoryCommands}; the registrar in dedup-stream grants or refuses
 * it, writes the new {@link dev.memtrace.core.directory.DirectoryEntry} to the compacted directory
 * topic and replies with a {@link dev.memtrace.core.directory.Decision}. One writer, so a unique
 * name stays unique. ingest-api and query-api follow the topic into a file with a {@link
 * dev.memtrace.core.directory.DirectoryReplica}; arc-sink, which needs orgs and Arcs alone, with
 * {@link dev.memtrace.core.directory.FollowedTenants}; who asks once and goes away reads it with a
 * {@link dev.memtrace.core.directory.DirectoryScan}.
 */
package dev.memtrace.core.directory;
