/**
 * The read side. A question comes to one of the endpoints ({@link
 * dev.memtrace.query.MemoriesEndpoints}, {@link dev.memtrace.query.ContextEndpoint}), where {@link
 * dev.memtrace.query.Asking} makes a {@link dev.memtrace.query.MemoryFilter} and a {@link
 * dev.memtrace.query.PageRequest} of it, from the query string or a body alike. {@link
 * dev.memtrace.query.MemoryReader} reads the page, each memory once, through {@link
 * dev.memtrace.query.ArcReads}, which knows the org's Arc; the SQL is {@link
 * dev.memtrace.query.MemorySql}'s alone, and {@link dev.memtrace.query.RowReader} makes memories of
 * the rows. What Arc may not have yet is in the {@link dev.memtrace.query.HotTail}, and {@link
 * dev.memtrace.query.MergedRows} puts both together; {@link dev.memtrace.query.Freshness} has a
 * read wait until the tail is up to date. {@link dev.memtrace.query.MemoryAnswers} writes them as
 * JSON, {@link dev.memtrace.query.SessionContext} as markdown within a budget of tokens. Agents and
 * sessions come from the {@link dev.memtrace.query.Registry}, this process's copy of the directory;
 * what an agent's memories say of it is counted by {@link dev.memtrace.query.AgentActivity}. Where
 * a page of either kind ended is a {@link dev.memtrace.query.CursorText}. Health asks {@link
 * dev.memtrace.query.ArcProbes}, which wait for no Arc. Where an org's memories are is told by
 * {@link dev.memtrace.query.PipelineEndpoint}; what became of one of them by {@link
 * dev.memtrace.query.StatusEndpoint}, which looks at the {@link dev.memtrace.query.FateTopics},
 * too. Who listens ({@link dev.memtrace.query.StreamEndpoint}) gets what the tail reads, from the
 * {@link dev.memtrace.query.Feed}.
 */
package dev.memtrace.query;
