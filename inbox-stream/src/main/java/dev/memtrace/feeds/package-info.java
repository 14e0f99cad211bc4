/**
 * The way out for Kafka's consumers, in the process of inbox-stream: with {@code feeds.per_org}
 * every accepted memory is mirrored to the feed topic of its org, so that an org can be granted
 * read on a topic of its own. A record's way, all on the one thread of {@link
 * dev.memtrace.feeds.FeedLoop}:
 *
 * <pre>
 *   accepted ──► FeedOwners ──► Handled ──► feed.ORG + offsets, one transaction
 *                     └──► nowhere, if its org is deleted
 * </pre>
 *
 * {@link dev.memtrace.core.directory.OrgTopicKeeper} sees to it that every org has a feed.
 */
package dev.memtrace.feeds;
