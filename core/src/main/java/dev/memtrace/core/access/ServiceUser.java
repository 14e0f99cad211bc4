package dev.memtrace.core.access;

import dev.memtrace.core.wire.Topics;
import java.util.Locale;

/** The services, each of which is a user of Kafka's with rights of its own. */
public enum ServiceUser {
    INGEST,
    INBOX,
    DEDUP,
    SINK,
    QUERY;

    /** As in {@code memtrace serve ingest}. */
    public String service() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its name on Kafka, which is another one for each installation on a cluster. */
    public String username(Topics topics) {
        return topics.prefix() + "-" + service();
    }

    /** As Kafka's access control calls it. */
    String principal(Topics topics) {
        return "User:" + username(topics);
    }
}
