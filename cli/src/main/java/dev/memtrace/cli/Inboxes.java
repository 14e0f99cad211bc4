package dev.memtrace.cli;

import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.InboxTopics;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.OrgTopics;
import dev.memtrace.core.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what becomes of an org's inbox and feed, which inbox-stream makes. */
final class Inboxes {
    private static final Duration MADE_WITHIN = Duration.ofSeconds(5);
    private static final Duration LEFT_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final InboxTopics topics;
    private final OrgTopics feeds;
    private final Topics names;
    private final AccessControl access;

    Inboxes(InboxTopics topics, OrgTopics feeds, Topics names, AccessControl access) {
        this.topics = topics;
        this.feeds = feeds;
        this.names = names;
        this.access = access;
    }

    /** What to tell of the inbox of a new org. */
    String made(OrgId org) {
        boolean isMade;
        try {
            isMade = topics.areRead() && within(MADE_WITHIN, () -> topics.owners().contains(org));
        } catch (KafkaUnavailableException e) {
            isMade = false;
        }
        return isMade
                ? "its Kafka producers write to " + names.inbox(org)
                : names.inbox(org) + " is made as soon as an inbox-stream runs";
    }

    /**
     * Deletes the inbox of an org that is gone, once nobody reads it any more, and the feed, if it
     * had one: who has left the inbox has heard that the org is gone, and writes no feed for it.
     * All rights on them are taken from everybody.
     *
     * @return what to tell
     */
    List<String> deleted(OrgId org) {
        var inbox = names.inbox(org);
        var feed = names.feed(org);
        try {
            if (access.isEnforced()) {
                access.forget(org); // first: nobody is to write to what is about to go
            }
            if (!within(LEFT_WITHIN, () -> !topics.isRead(org))) {
                return List.of(
                        inbox + " is still read and was not deleted; delete it when it is not",
                        "then delete " + feed + ", too, if there is one");
            }
        } catch (KafkaUnavailableException e) {
            return List.of(inbox + " could not be deleted: " + e.getMessage());
        }
        var told = new ArrayList<String>();
        told.add(deleted(inbox, () -> topics.delete(org)).orElse("it had no inbox"));
        deleted(feed, () -> feeds.delete(org)).ifPresent(told::add);
        return told;
    }

    /** What to tell; empty if there was no such topic. */
    private static Optional<String> deleted(String topic, BooleanSupplier deleting) {
        try {
            return deleting.getAsBoolean()
                    ? Optional.of(topic + " is deleted, with what was in it")
                    : Optional.empty();
        } catch (KafkaUnavailableException e) {
            return Optional.of(topic + " could not be deleted: " + e.getMessage());
        }
    }

    private static boolean within(Duration time, BooleanSupplier isSo) {
        long start = System.nanoTime();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - start > time.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(LOOK_EVERY.toNanos());
        }
        return true;
    }
}
