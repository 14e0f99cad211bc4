/**
 * inbox-stream, the Kafka front door: takes in what producers write to the inbox topic of their
 * org. A record's way, all on the one thread of {@link dev.memtrace.inbox.InboxLoop}:
 *
 * <pre>
 *   inbox.ORG ──► InboxCheck ──► MemoryWriter ──► memories
 *                     └──► Rejection ──► Handled ──► rejected + offsets, one transaction
 * </pre>
 *
 * {@link dev.memtrace.core.directory.OrgTopicKeeper} sees to it that every org has an inbox, and
 * says which there are. The way out for Kafka's consumers is {@link dev.memtrace.feeds.FeedLoop}'s,
 * in the same process.
 */
package dev.memtrace.inbox;
