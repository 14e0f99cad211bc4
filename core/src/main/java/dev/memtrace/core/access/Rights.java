package dev.memtrace.core.access;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.Topics;
import java.util.List;
import java.util.stream.Stream;

/** Who needs which rights: the table in docs/operations.md, and what is given. */
public final class Rights {
    private static final String CHECK = "look at start whether it is as it must be";

    private Rights() {}

    /**
     * All that a service needs, and nothing else.
     *
     * @param hasFeeds whether accepted memories are mirrored to the feeds of their orgs
     */
    public static List<Right> of(ServiceUser user, Topics topics, boolean hasFeeds) {
        return user == ServiceUser.INBOX && hasFeeds
                ? Stream.concat(of(user, topics).stream(), ofFeeds(topics).stream()).toList()
                : of(user, topics);
    }

    static List<Right> of(ServiceUser user, Topics topics) {
        var own =
                switch (user) {
                    case INGEST -> ingest(topics);
                    case INBOX -> inbox(topics);
                    case DEDUP -> dedup(topics);
                    case SINK -> sink(topics);
                    case QUERY -> query(topics);
                };
        return Stream.concat(ofEveryService(topics).stream(), own.stream()).toList();
    }

    /** What each service does at its start. */
    static List<Right> ofEveryService(Topics topics) {
        return topics.all().stream()
                .map(topic -> Right.topic(topic, CHECK, DESCRIBE, DESCRIBE_CONFIGS))
                .toList();
    }

    static List<Right> ingest(Topics topics) {
        return List.of(
                Right.topic(topics.memories(), "hand on memories", WRITE),
                Right.topic(topics.commands(), "ask for agents, sessions and keys", WRITE),
                Right.topic(topics.verdicts(), "hear the answers", READ),
                Right.topic(topics.directory(), "know orgs, keys, agents and sessions", READ),
                Right.group(topics.dedupGroup(), "see how far dedup is behind", DESCRIBE));
    }

    static List<Right> inbox(Topics topics) {
        return List.of(
                Right.topics(topics.inboxes(), "make and read the orgs' inboxes", CREATE, READ),
                Right.topic(topics.memories(), "hand on memories", WRITE),
                Right.topic(topics.rejected(), "put aside what is none", WRITE),
                Right.topic(topics.directory(), "know the orgs", READ),
                Right.group(topics.inboxGroup(), "read as one of several", READ),
                Right.transactions(topics.inboxTransactionalId(""), "reject a record once"),
                Right.group(topics.dedupGroup(), "see how far dedup is behind", DESCRIBE));
    }

    static List<Right> dedup(Topics topics) {
        var own = topics.dedupGroup();
        return List.of(
                Right.topic(topics.memories(), "judge", READ),
                Right.topic(topics.commands(), "decide", READ),
                Right.topic(topics.accepted(), "let pass what is new", WRITE),
                Right.topic(topics.verdicts(), "answer", WRITE),
                Right.topic(topics.fates(), "leave word for who went away", WRITE),
                Right.topic(topics.rejected(), "put aside what is unreadable", WRITE),
                Right.topic(topics.directory(), "publish decisions", WRITE),
                Right.topic(topics.accounts(), "count", WRITE),
                Right.topics(
                        own, "keep its store", CREATE, DESCRIBE, DESCRIBE_CONFIGS, READ, WRITE),
                Right.group(own, "read as one of several", READ),
                Right.transactions(own, "decide once"));
    }

    static List<Right> sink(Topics topics) {
        return List.of(
                Right.topic(topics.accepted(), "fill Arcs", READ),
                Right.topic(topics.lanes(), "remember what waits for its Arc", READ, WRITE),
                Right.topic(topics.rejected(), "put aside what an Arc refuses", WRITE),
                Right.topic(topics.accounts(), "count", READ, WRITE),
                Right.topic(topics.directory(), "know orgs and their Arcs", READ),
                Right.group(topics.sinkGroup(), "read as one of several", READ),
                Right.transactions(topics.sinkGroup() + "-", "commit once"));
    }

    static List<Right> query(Topics topics) {
        return List.of(
                Right.topic(topics.accepted(), "see what Arcs may not have yet", READ),
                Right.topic(topics.lanes(), "see what Arcs have", READ),
                Right.topic(topics.fates(), "tell what became of a memory", READ),
                Right.topic(topics.rejected(), "the same", READ),
                Right.topic(topics.memories(), "the same, of one that is not judged yet", READ),
                Right.topic(topics.directory(), "know orgs, keys, agents and sessions", READ),
                Right.group(topics.sinkGroup(), "see how far the sink is", DESCRIBE),
                Right.group(topics.dedupGroup(), "see how far dedup is", DESCRIBE));
    }

    /** What inbox-stream needs on top, if it mirrors what is accepted to feeds. */
    static List<Right> ofFeeds(Topics topics) {
        return List.of(
                Right.topics(topics.feeds(), "make and write the orgs' feeds", CREATE, WRITE),
                Right.topic(topics.accepted(), "mirror what is accepted", READ),
                Right.group(topics.feedGroup(), "read as one of several", READ),
                Right.transactions(topics.feedTransactionalId(""), "mirror once"));
    }

    /** What an org's own consumer needs, with groups of its own. */
    public static List<Right> ofConsumer(OrgId org, Topics topics) {
        var feed = topics.feed(org);
        return List.of(
                Right.topic(feed, "consume", READ, DESCRIBE),
                // With a dot, or it would be good for an org whose id begins with this one's.
                Right.groups(
                        feed + ".",
                        "consume as one of several; any group whose name begins so",
                        READ));
    }

    /** What an org's own producer needs; not more, so that it sees nobody else's. */
    public static List<Right> ofProducer(OrgId org, Topics topics) {
        return List.of(Right.topic(topics.inbox(org), "produce", WRITE, DESCRIBE));
    }
}
