package dev.memtrace.core.wire;

import dev.memtrace.core.memory.OrgId;
import java.util.List;
import java.util.Optional;

/**
 * The names of the topics and of the groups that read them.
 *
 * @param prefix what all of them start with; {@code memtrace} unless several installations share a
 *     cluster
 */
public record Topics(String prefix) {
    /** All that there are once for an installation: not the inboxes, and not dedup's own. */
    public List<String> all() {
        return List.of(
                memories(),
                accepted(),
                verdicts(),
                rejected(),
                fates(),
                commands(),
                directory(),
                lanes(),
                accounts());
    }

    /** What came in over HTTP, keyed by {@link dev.memtrace.core.memory.Identity#digest}. */
    public String memories() {
        return prefix + ".memories";
    }

    /** What is new, written exactly once, same keys and bytes. */
    public String accepted() {
        return prefix + ".accepted";
    }

    /** {@link Reply}s, in the partition that the waiting instance named. */
    public String verdicts() {
        return prefix + ".verdicts";
    }

    /**
     * What could not be decoded or stored, as received, with the reason in {@link RejectedHeaders};
     * between them marks that say which of them were replayed.
     */
    public String rejected() {
        return prefix + ".rejected";
    }

    /**
     * What an org's own producers write, as create-requests; whoever may write there is that org.
     */
    public String inbox(OrgId org) {
        return inboxes() + org;
    }

    /** Whose inbox the topic is; empty if it is none. */
    public Optional<OrgId> inboxOwner(String topic) {
        return owner(topic, inboxes());
    }

    /** What the names of all inboxes start with. */
    public String inboxes() {
        return prefix + ".inbox.";
    }

    private static Optional<OrgId> owner(String topic, String beginning) {
        return Optional.of(topic)
                .filter(it -> it.startsWith(beginning))
                .map(it -> it.substring(beginning.length()))
                .filter(OrgId::isValid)
                .map(OrgId::new);
    }

    /** The consumer group that reads the inboxes. */
    public String inboxGroup() {
        return prefix + "-inbox";
    }

    /** The transactional id of one instance that reads the inboxes. */
    public String inboxTransactionalId(String instanceId) {
        return prefix + "-inbox-" + instanceId;
    }

    /**
     * An org's part of what is accepted, same keys and bytes, written exactly once; whoever may
     * read there reads that org's memories and nobody else's.
     */
    public String feed(OrgId org) {
        return feeds() + org;
    }

    /** Whose feed the topic is; empty if it is none. */
    public Optional<OrgId> feedOwner(String topic) {
        return owner(topic, feeds());
    }

    /** What the names of all feeds start with. */
    public String feeds() {
        return prefix + ".feed.";
    }

    /** The consumer group that mirrors what is accepted to the feeds. */
    public String feedGroup() {
        return prefix + "-feed";
    }

    /** The transactional id of one instance that mirrors to the feeds. */
    public String feedTransactionalId(String instanceId) {
        return prefix + "-feed-" + instanceId;
    }

    /** The consumer group, and Streams application, that decides. */
    public String dedupGroup() {
        return prefix + "-dedup";
    }

    /** The consumer group that fills Arc. */
    public String sinkGroup() {
        return prefix + "-arc-sink";
    }

    /** The transactional id under which what was rejected is replayed: one run at a time. */
    public String replayTransactionalId() {
        return prefix + "-replay";
    }

    /** The transactional id under which the sink is asked to prove again: one wish at a time. */
    public String reproveTransactionalId() {
        return prefix + "-reprove";
    }

    /** Wishes to change the directory, keyed by org. */
    public String commands() {
        return prefix + ".commands";
    }

    /** {@link Fate}s of memories whose senders may not know them. */
    public String fates() {
        return prefix + ".fates";
    }

    /** Decided states of orgs, keys, agents and sessions; compacted. */
    public String directory() {
        return prefix + ".directory";
    }

    /**
     * Where lanes of the sink stand that wait for their Arc, by org and partition, and {@link
     * ReproveWish}es; compacted.
     */
    public String lanes() {
        return prefix + ".lanes";
    }

    /**
     * What became of each org's memories, counted: {@link DecidedAccount}s and {@link
     * ServedAccount}s by {@link AccountKey}; compacted.
     */
    public String accounts() {
        return prefix + ".accounts";
    }
}
