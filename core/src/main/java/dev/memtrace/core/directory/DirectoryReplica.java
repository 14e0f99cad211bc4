package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.KafkaConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;

/**
 * This process's copy of the directory: follows the directory topic into a SQLite file and answers
 * from there; orgs and Arcs are in memory, too. Any number of threads may ask. While the file is
 * made anew, questions to it are answered 503.
 */
public final class DirectoryReplica implements Tenants, AutoCloseable {
    private static final int READERS = 2;

    private final DirectoryReaders entries;

    /** Of their own, so that no list of anybody's holds up who calls. */
    private final DirectoryReaders keys;

    private final TenantTable tenants = new TenantTable();
    private final Set<String> keyDigests = ConcurrentHashMap.newKeySet();
    private final OrgProgress progress = new OrgProgress();
    private final List<KeyListener> keyListeners = new CopyOnWriteArrayList<>();
    private final Closing closing = new Closing();
    private volatile Optional<DirectoryFollower> follower = Optional.empty();

    /** Is told, on the follower's thread, what happens to API keys. */
    interface KeyListener {
        /** The key with this id is another one now, or gone. */
        void changed(String keyId);

        /** All keys of {@code org} are gone. */
        void allGone(OrgId org);

        /** Any key may be another one now. */
        void allChanged();
    }

    private DirectoryReplica(Path file, FileGate gate) {
        this.entries =
                closing.add(
                        new DirectoryReaders(
                                file, gate, "directory-reader-", READERS, this::foundDamage));
        this.keys =
                closing.add(new DirectoryReaders(file, gate, "key-reader-", 1, this::foundDamage));
    }

    /**
     * Opens {@code file} and follows the topic; returns once everything that the topic holds now is
     * applied.
     *
     * @throws dev.memtrace.core.service.CannotStartException if another process uses the file
     */
    public static DirectoryReplica start(KafkaConfig kafka, Path file, Clock clock) {
        var gate = new FileGate();
        var replica = new DirectoryReplica(file, gate);
        try {
            replica.follower =
                    Optional.of(
                            replica.closing.add(
                                    DirectoryFollower.start(
                                            kafka,
                                            EnumSet.allOf(EntryKind.class),
                                            DirectoryStore.open(file, gate),
                                            replica.new Applied(),
                                            clock)));
            return replica;
        } catch (RuntimeException e) {
            replica.close();
            throw e;
        }
    }

    private void foundDamage(String what) {
        follower.ifPresent(it -> it.foundDamage(what));
    }

    /** Keeps what is in memory in step with the file. */
    private final class Applied implements DirectoryListener {
        @Override
        public void applied(List<DirectoryChange> changes) {
            for (var change : changes) {
                tenants.take(change);
                takeKey(change);
            }
            // Last, so that whoever waits for a decision sees all of what it means.
            changes.forEach(this::advance);
        }

        private void takeKey(DirectoryChange change) {
            switch (change) {
                case DirectoryChange.Stated(var state)
                        when state.entry() instanceof DirectoryEntry.ApiKey key -> {
                    keyDigests.add(key.digest());
                    keyListeners.forEach(it -> it.changed(key.id()));
                }
                case DirectoryChange.Gone(var key, _, _) when key.kind() == EntryKind.API_KEY ->
                        keyListeners.forEach(it -> it.changed(key.id()));
                case DirectoryChange.Gone(var key, _, _) when key.kind() == EntryKind.ORG ->
                        keyListeners.forEach(it -> it.allGone(new OrgId(key.id())));
                case DirectoryChange.Stated _, DirectoryChange.Gone _ -> {}
            }
        }

        private void advance(DirectoryChange change) {
            switch (change) {
                case DirectoryChange.Stated(var state) ->
                        progress.advance(state.entry().org(), state.revision());
                case DirectoryChange.Gone(var key, var org, var revision) -> {
                    // What an org had is removed after it, when nobody waits any longer.
                    org.filter(owner -> tenants.org(owner).isPresent())
                            .ifPresent(owner -> progress.advance(owner, revision));
                    if (key.kind() == EntryKind.ORG) {
                        progress.advance(new OrgId(key.id()), revision);
                        progress.forget(new OrgId(key.id()));
                    }
                }
            }
        }

        @Override
        public void replaced() {
            tenants.replaceBy(
                    entries.read(
                            file ->
                                    TenantTable.of(
                                            TenantTable.KINDS.stream()
                                                    .flatMap(kind -> file.all(kind).stream())
                                                    .toList())));
            var digests = entries.read(DirectoryReader::digests);
            keyDigests.addAll(digests);
            keyDigests.retainAll(Set.copyOf(digests));
            keyListeners.forEach(KeyListener::allChanged);
            for (var org : progress.orgs()) {
                progress.advance(org, entries.read(file -> file.revision(org)));
            }
        }
    }

    /** Tells {@code listener} of every change of a key from now on. */
    void onKeyChange(KeyListener listener) {
        keyListeners.add(listener);
    }

    /**
     * Waits until this copy has seen {@code revision} of an org's decisions; false if that takes
     * longer than {@code wait}. Of an org that is gone nothing is remembered.
     */
    public boolean awaitApplied(OrgId org, long revision, Duration wait) {
        return progress.await(org, revision, wait);
    }

    /**
     * Waits until this copy has everything of the topic before these offsets; false if that takes
     * longer than {@code wait}.
     */
    public boolean awaitReached(Map<TopicPartition, Long> ends, Duration wait)
            throws InterruptedException {
        return follower.isPresent() && follower.get().progress().await(ends, wait);
    }

    /** Whether this copy has everything of the topic before these offsets. */
    public boolean hasReached(Map<TopicPartition, Long> ends) {
        return follower.filter(it -> it.progress().hasReached(ends)).isPresent();
    }

    /** Whether changes arrive, as far as is known. */
    public boolean isFollowing() {
        return follower.filter(DirectoryFollower::isFollowing).isPresent();
    }

    /** In the Prometheus exposition format. */
    public String metrics() {
        return follower.map(it -> it.metrics().exposition()).orElse("");
    }

    @Override
    public Optional<DirectoryEntry.Org> org(OrgId org) {
        return tenants.org(org);
    }

    @Override
    public Optional<DirectoryEntry.ArcInstance> arc(OrgId org) {
        return tenants.arc(org);
    }

    @Override
    public List<DirectoryEntry.Org> orgs() {
        return tenants.orgs();
    }

    @Override
    public List<DirectoryEntry.ArcInstance> arcs() {
        return tenants.arcs();
    }

    /** The keys that {@link ApiKeys#digest} may stand for; nearly always one at most. */
    List<DirectoryEntry.ApiKey> apiKeys(String digest) {
        if (!keyDigests.contains(digest)) {
            return List.of(); // without a look at the file, which a flood of wrong keys would keep
            // busy
        }
        return keys.read(file -> file.byDigest(digest)).stream()
                .map(state -> (DirectoryEntry.ApiKey) state.entry())
                .toList();
    }

    /** Whether there is a key that {@code apiKey} may be. */
    public boolean mayHaveKey(String apiKey) {
        return keyDigests.contains(ApiKeys.digest(apiKey));
    }

    /** An agent of {@code org} by its id or its name. */
    public Optional<DirectoryEntry.Agent> agent(OrgId org, String idOrName) {
        return entries.read(
                        file ->
                                file.byId(new EntryKey(EntryKind.AGENT, idOrName))
                                        .filter(state -> state.entry().org().equals(org))
                                        .or(() -> file.byName(EntryKind.AGENT, org, idOrName)))
                .map(state -> (DirectoryEntry.Agent) state.entry());
    }

    /** A part of the agents of {@code org}, newest first. */
    public EntryList<DirectoryEntry.Agent> agents(OrgId org, EntryPage page) {
        return entries.read(file -> file.page(EntryKind.AGENT, org, page))
                .map(state -> (DirectoryEntry.Agent) state.entry());
    }

    public Optional<DirectoryEntry.Session> session(OrgId org, String id) {
        return entries.read(file -> file.byId(new EntryKey(EntryKind.SESSION, id)))
                .map(state -> (DirectoryEntry.Session) state.entry())
                .filter(session -> session.org().equals(org));
    }

    /** A part of the sessions of {@code org}, or of one of its agents, newest first. */
    public EntryList<DirectoryEntry.Session> sessions(
            OrgId org, Optional<String> agent, EntryPage page) {
        return entries.read(
                        file ->
                                agent.isPresent()
                                        ? file.sessionsOf(org, agent.get(), page)
                                        : file.page(EntryKind.SESSION, org, page))
                .map(state -> (DirectoryEntry.Session) state.entry());
    }

    /** How many sessions are registered for any of {@code agents}. */
    public SessionCounts sessionCounts(OrgId org, Collection<String> agents) {
        return entries.read(file -> file.sessionCounts(org, agents));
    }

    @Override
    public void close() {
        closing.close();
    }
}
