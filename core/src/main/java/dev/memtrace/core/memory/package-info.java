/**
 * What a memory is. A {@link dev.memtrace.core.memory.MemoryParser} turns a request body into
 * {@link dev.memtrace.core.memory.MemoryDraft}s, naming every problem it finds; a draft gets its
 * id, time and dedup key and becomes a {@link dev.memtrace.core.memory.Memory}, which never changes
 * again.
 */
package dev.memtrace.core.memory;
