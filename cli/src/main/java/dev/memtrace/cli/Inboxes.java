package dev.memtrace.cli;

import dev.memtrace.core.access.AccessControl;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.InboxTopics;
import dev.memtrace.core.wire.KafkaUnavailableException;
import dev.memtrace.core.wire.Topics;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what becomes of an org's inbox, which inbox-stream makes and reads. */
final class Inboxes {
    private static final Duration MADE_WITHIN = Duration.ofSeconds(5);
    private static final Duration LEFT_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final InboxTopics topics;
    private final Topics names;
    private final AccessControl access;

    Inboxes(InboxTopics topics, Topics names, AccessControl access) {
        this.topics = topics;
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
     * Deletes the inbox of an org that is gone, once nobody reads it any more, and takes the rights
     * on it from everybody.
     *
     * @return what to tell
     */
    String deleted(OrgId org) {
        var inbox = names.inbox(org);
        try {
            if (!within(LEFT_WITHIN, () -> !topics.isRead(org))) {
                return inbox + " is still read and was not deleted; delete it when it is not";
            }
            if (access.isEnforced()) {
                access.forget(org);
            }
            return topics.delete(org)
                    ? inbox + " is deleted, with what was in it"
                    : "it had no inbox";
        } catch (KafkaUnavailableException e) {
            return inbox + " could not be deleted: " + e.getMessage();
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
