package dev.memtrace.core.config;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Every configuration key there is. One file configures all services, so a service must know the
 * others' keys to tell them from misspelt ones.
 */
public final class KnownKeys {
    /** Keys, by the name that this project uses for them. */
    public static final Set<String> ALL =
            Set.copyOf(
                    List.of(
                            "server.host",
                            "server.port",
                            "server.body_bytes_max",
                            "server.cors_origins",
                            "server.read_timeout",
                            "server.shutdown_timeout",
                            // The original's, for the sake of its files: taken, and without effect.
                            "server.write_timeout",
                            "log.level",
                            "log.format",
                            "kafka.bootstrap_servers",
                            "kafka.topic_prefix",
                            "kafka.partitions",
                            "kafka.verdict_partitions",
                            "kafka.replication_factor",
                            "kafka.min_insync_replicas",
                            "kafka.security_protocol",
                            "kafka.sasl_mechanism",
                            "kafka.username",
                            "kafka.password",
                            "kafka.ca_file",
                            "kafka_passwords.ingest",
                            "kafka_passwords.inbox",
                            "kafka_passwords.dedup",
                            "kafka_passwords.sink",
                            "kafka_passwords.query",
                            "arc.url",
                            "arc.api_key",
                            "arc.serves",
                            "arc.database",
                            "arc.measurement",
                            "arc.connect_timeout",
                            "arc.query_timeout",
                            "arc.flush_horizon",
                            "arc.own_flush_horizon",
                            "arc.write_timeout",
                            "auth.enabled",
                            "auth.bootstrap_key",
                            "auth.db_path",
                            "dedup.enabled",
                            "dedup.window",
                            "dedup.content_bytes",
                            "dedup.commit_interval",
                            "dedup.threads",
                            "dedup.state_dir",
                            "dedup.instance_id",
                            "ingest.batch_items_max",
                            "ingest.verdict_wait",
                            "ingest.waiting_max",
                            "ingest.waiting_bytes_max",
                            "ingest.dedup_lag_max",
                            "ingest.linger",
                            "feeds.per_org",
                            "inbox.dedup_lag_max",
                            "inbox.instance_id",
                            "inbox.partitions",
                            "write_buffer.max_size",
                            "write_buffer.max_interval",
                            "write_buffer.batch_rows_max",
                            "write_buffer.lane_bytes_max",
                            "write_buffer.bytes_max",
                            "write_buffer.proof",
                            "write_buffer.instance_id",
                            "query.threads",
                            "query.outcomes_bytes_max",
                            "query.streams_bytes_max",
                            "query.streams_max",
                            "query.streams_per_org_max",
                            "query.tail_bytes_max"));

    /** Other spellings that the original's pages use, and ours for the same. */
    static final Map<String, String> ALIASES =
            Map.of(
                    "deduplication.enabled", "dedup.enabled",
                    "deduplication.window", "dedup.window",
                    "dedup.window_hours", "dedup.window",
                    "arc.write_batch_size", "write_buffer.max_size",
                    "arc.write_flush_interval_ms", "write_buffer.max_interval");

    /** Values of these aliases are bare numbers; what unit they stand for. */
    static final Map<String, String> ALIAS_UNITS =
            Map.of("dedup.window_hours", "h", "arc.write_flush_interval_ms", "ms");

    private static final int SIMILAR_DISTANCE_MAX = 3;

    private KnownKeys() {}

    static Set<String> spellings() {
        var all = new TreeSet<>(ALL);
        all.addAll(ALIASES.keySet());
        return all;
    }

    static String environmentName(String key) {
        return "MEMTRACE_" + key.replace('.', '_').toUpperCase(java.util.Locale.ROOT);
    }

    /** The known key that a misspelt one was probably meant to be. */
    static Optional<String> similarTo(String key) {
        return spellings().stream()
                .filter(known -> distance(known, key) <= SIMILAR_DISTANCE_MAX)
                .min(Comparator.comparingInt(known -> distance(known, key)));
    }

    /** Levenshtein distance: how many letters to add, drop or change. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
