package dev.memtrace.dedup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.AccountKey;
import dev.memtrace.core.wire.DecidedAccount;
import dev.memtrace.core.wire.Verdict;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * How many memories of each org were decided in one partition, and how. The counts are in the
 * transaction of the verdicts that they count, so a crash takes both or neither; they are told to
 * others a little later, by {@link #publish}. One instance per life of a task; one thread.
 */
final class Accounts {
    static final String STORE = "accounts";

    /**
     * For the accounts of all stores of this process. What is put here reaches the changelog with
     * the commit, once for each org however many of its memories were judged, or earlier if there
     * are more orgs than have room.
     */
    static final long CACHE_BYTES = 4 * 1024 * 1024;

    /** The changelog gets a record for each org and commit; only full segments are compacted. */
    private static final Map<String, String> CHANGELOG =
            Map.of(
                    "segment.ms",
                    String.valueOf(Duration.ofMinutes(10).toMillis()),
                    "segment.bytes",
                    String.valueOf(16 * 1024 * 1024));

    private static final DecidedAccount NOTHING = new DecidedAccount(0, 0, 0, 0);

    private final KeyValueStore<byte[], byte[]> store;
    private final int partition;

    /** Since they were last published. */
    private final Map<OrgId, DecidedAccount> changed = new HashMap<>();

    /** Before it everything is counted. */
    private long through;

    private long publishedThrough;

    /** Takes up what the store holds: the last of it may not have been published. */
    Accounts(KeyValueStore<byte[], byte[]> store, int partition) {
        this.store = store;
        this.partition = partition;
        try (var all = store.all()) {
            all.forEachRemaining(
                    kept -> {
                        var account = DecidedAccount.decode(kept.value);
                        changed.put(new OrgId(new String(kept.key, US_ASCII)), account);
                        through = Math.max(through, account.throughOffset());
                    });
        }
    }

    /** In memory, because it is small; it is replayed at every start. */
    static StoreBuilder<KeyValueStore<byte[], byte[]>> storeBuilder() {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(STORE), Serdes.ByteArray(), Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG)
                .withCachingEnabled();
    }

    /** The memory at {@code offset} has got its verdict. */
    void decided(OrgId org, Verdict verdict, long offset) {
        var before = of(org);
        keep(
                org,
                switch (verdict) {
                    case Verdict.Accepted() ->
                            new DecidedAccount(
                                    before.accepted() + 1,
                                    before.duplicates(),
                                    before.rejected(),
                                    offset + 1);
                    case Verdict.Duplicate _ ->
                            new DecidedAccount(
                                    before.accepted(),
                                    before.duplicates() + 1,
                                    before.rejected(),
                                    offset + 1);
                });
    }

    /** The record at {@code offset} says whose it is, and cannot be judged all the same. */
    void rejected(OrgId org, long offset) {
        var before = of(org);
        keep(
                org,
                new DecidedAccount(
                        before.accepted(), before.duplicates(), before.rejected() + 1, offset + 1));
    }

    /** The record at {@code offset} is one that is counted already, come twice. */
    void replayed(OrgId org, long offset) {
        var before = of(org);
        // Kept nevertheless: after a crash it must not look undecided.
        keep(
                org,
                new DecidedAccount(
                        before.accepted(), before.duplicates(), before.rejected(), offset + 1));
    }

    /** The record at {@code offset} is nobody's. */
    void passed(long offset) {
        through = offset + 1;
    }

    private DecidedAccount of(OrgId org) {
        var account = changed.get(org);
        if (account != null) {
            return account;
        }
        var kept = store.get(key(org));
        return kept == null ? NOTHING : DecidedAccount.decode(kept);
    }

    private void keep(OrgId org, DecidedAccount account) {
        changed.put(org, account);
        store.put(key(org), account.encode());
        through = account.throughOffset();
    }

    private static byte[] key(OrgId org) {
        return org.value().getBytes(US_ASCII);
    }

    /**
     * Hands over keys and values for the accounts topic, of what has changed since the last time.
     */
    void publish(BiConsumer<byte[], byte[]> out) {
        changed.forEach(
                (org, account) ->
                        out.accept(
                                new AccountKey.Decided(org, partition).encode(), account.encode()));
        changed.clear();
        if (through != publishedThrough) {
            // Last, so that whoever sees it has seen the accounts that it speaks of.
            out.accept(
                    new AccountKey.DecidedThrough(partition).encode(),
                    AccountKey.DecidedThrough.encodeOffset(through));
            publishedThrough = through;
        }
    }
}
