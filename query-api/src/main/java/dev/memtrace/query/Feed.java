package dev.memtrace.query;

import dev.memtrace.core.memory.OrgId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Hands what is accepted to all who listen, org by org, and keeps no more of it than it may:
 * whoever is slower than that misses something, and is told so. One thread publishes, any number
 * listens.
 */
final class Feed {
    /** How much goes at once when there is no room. */
    private static final int SHRINK_PART = 16;

    private final long bytesMax;
    private final Map<OrgId, OrgFeed> orgs = new ConcurrentHashMap<>();
    private volatile LogPosition position;

    /**
     * @param bytesMax what the memories may take, about
     * @param logEpoch of the accepted topic
     */
    Feed(long bytesMax, long logEpoch) {
        this.bytesMax = bytesMax;
        this.position = new LogPosition(logEpoch, Map.of());
    }

    /**
     * Hands on what was read.
     *
     * @param rows in the order of the log, within each partition
     * @param positions before which everything was handed on by now
     */
    synchronized void publish(List<TailRow> rows, Map<TopicPartition, Long> positions) {
        if (!orgs.isEmpty()) {
            var heard = new HashMap<OrgId, List<FeedRow>>();
            for (var row : rows) {
                if (orgs.containsKey(row.org())) {
                    heard.computeIfAbsent(row.org(), _ -> new ArrayList<>()).add(new FeedRow(row));
                }
            }
            heard.forEach((org, news) -> orgs.get(org).add(news));
            makeRoom();
        }
        var next = new HashMap<Integer, Long>();
        positions.forEach((partition, offset) -> next.put(partition.partition(), offset));
        position = new LogPosition(position.logEpoch(), next);
    }

    private void makeRoom() {
        for (long sum = bytes(); sum > bytesMax; sum = bytes()) {
            var largest =
                    orgs.values().stream()
                            .max(Comparator.comparingLong(OrgFeed::bytes))
                            .orElseThrow();
            largest.shrinkTo(Math.max(0, largest.bytes() - bytesMax / SHRINK_PART));
        }
    }

    /** The log is read anew, from somewhere else: whoever listens has missed something. */
    synchronized void breakOff() {
        orgs.values().forEach(OrgFeed::breakOff);
        orgs.clear(); // who comes now has missed nothing
    }

    /** Everything accepted before it was handed on; what is handed on by now may be beyond it. */
    LogPosition position() {
        return position;
    }

    /** Begins to listen; to be closed. */
    synchronized Listener listen(OrgId org) {
        var feed = orgs.computeIfAbsent(org, _ -> new OrgFeed());
        feed.join();
        return new Listener(org, feed, position);
    }

    private synchronized void leave(OrgId org, OrgFeed feed) {
        if (feed.leave()) {
            orgs.remove(org, feed); // there may be another by now
        }
    }

    /** Who listens to one org's memories. One thread. */
    final class Listener implements AutoCloseable {
        private final OrgId org;
        private final OrgFeed feed;
        private final LogPosition start;
        private long next;

        private Listener(OrgId org, OrgFeed feed, LogPosition start) {
            this.org = org;
            this.feed = feed;
            this.start = start;
            this.next = feed.end();
        }

        /** It hears everything that is accepted from here on. */
        LogPosition start() {
            return start;
        }

        /** What came next; waits for it, but not longer than {@code wait}. */
        OrgFeed.News await(int max, Duration wait) throws InterruptedException {
            var news = feed.await(next, max, wait);
            if (news instanceof OrgFeed.News.Rows(var rows)) {
                next += rows.size();
            }
            return news;
        }

        @Override
        public void close() {
            leave(org, feed);
        }
    }

    /** How many listen. */
    int listeners() {
        return orgs.values().stream().mapToInt(OrgFeed::listeners).sum();
    }

    /** What is kept takes, about. */
    long bytes() {
        return orgs.values().stream().mapToLong(OrgFeed::bytes).sum();
    }

    /** In the Prometheus exposition format. */
    String metrics() {
        return """
               # HELP query_streams Clients that listen to memories as they are accepted.
               # TYPE query_streams gauge
               query_streams %d
               # HELP query_streams_bytes What is kept for them takes, about.
               # TYPE query_streams_bytes gauge
               query_streams_bytes %d
               """
                .formatted(listeners(), bytes());
    }
}
