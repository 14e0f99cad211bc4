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
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * This process's copy of the directory: follows the directory topic into a SQLite file and answers
 * from there; orgs and Arcs are in memory, too. Any number of threads may ask.
 */
public final class DirectoryReplica implements Tenants, AutoCloseable {
    private static final int READERS = 2;

    private final DirectoryReaders readers;
    private final TenantTable tenants = new TenantTable();
    private final OrgProgress progress = new OrgProgress();
    private final List<KeyListener> keyListeners = new CopyOnWriteArrayList<>();
    private final Closing closing = new Closing();
    private DirectoryFollower follower;

    /** Is told, on the follower's thread, what happens to API keys. */
    interface KeyListener {
        /** The key with this id is another one now, or gone. */
        void changed(String keyId);

        /** Any key may be another one now. */
        void allChanged();
    }

    private DirectoryReplica(Path file) {
        this.readers = new DirectoryReaders(file, READERS);
        closing.add(readers);
    }

    /**
     * Opens {@code file} and follows the topic; returns once everything that the topic holds now is
     * applied.
     */
    public static DirectoryReplica start(KafkaConfig kafka, Path file, Clock clock) {
        var replica = new DirectoryReplica(file);
        try {
            replica.follower =
                    replica.closing.add(
                            DirectoryFollower.start(
                                    kafka,
                                    EnumSet.allOf(EntryKind.class),
                                    DirectoryStore.open(file),
                                    replica.new Applied(),
                                    clock));
            return replica;
        } catch (RuntimeException e) {
            replica.close();
            throw e;
        }
    }

    /** Keeps what is in memory in step with the file. */
    private final class Applied implements DirectoryListener {
        @Override
        public void applied(List<DirectoryChange> changes) {
            for (var change : changes) {
                tenants.take(change);
                tell(change);
            }
            // Last, so that whoever waits for a decision sees all of what it means.
            for (var change : changes) {
                ownerOf(change).ifPresent(org -> progress.advance(org, change.revision()));
            }
            for (var change : changes) {
                if (change instanceof DirectoryChange.Gone
                        && change.key().kind() == EntryKind.ORG) {
                    progress.forget(new OrgId(change.key().id()));
                }
            }
        }

        private void tell(DirectoryChange change) {
            switch (change.key().kind()) {
                case API_KEY -> keyListeners.forEach(it -> it.changed(change.key().id()));
                case ORG -> {
                    if (change instanceof DirectoryChange.Gone) {
                        keyListeners.forEach(KeyListener::allChanged);
                    }
                }
                case AGENT, SESSION, ARC -> {}
            }
        }

        private static Optional<OrgId> ownerOf(DirectoryChange change) {
            return switch (change) {
                case DirectoryChange.Stated(var state) -> Optional.of(state.entry().org());
                case DirectoryChange.Gone gone -> gone.org();
            };
        }

        @Override
        public void replaced() {
            readers.reopen();
            tenants.replaceBy(
                    readers.read(
                            file ->
                                    TenantTable.of(
                                            TenantTable.KINDS.stream()
                                                    .flatMap(kind -> file.all(kind).stream())
                                                    .toList())));
            keyListeners.forEach(KeyListener::allChanged);
        }
    }

    /** Tells {@code listener} of every change of a key from now on. */
    void onKeyChange(KeyListener listener) {
        keyListeners.add(listener);
    }

    /**
     * Waits until this copy has seen {@code revision} of an org's decisions; false if that takes
     * longer than {@code wait}.
     */
    public boolean awaitApplied(OrgId org, long revision, Duration wait) {
        return progress.await(org, revision, wait);
    }

    /** Whether changes arrive, as far as is known. */
    public boolean isFollowing() {
        return follower.isFollowing();
    }

    /** In the Prometheus exposition format. */
    public String metrics() {
        return follower.metrics().exposition();
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
    public List<DirectoryEntry.ApiKey> apiKeys(String digest) {
        return readers.read(file -> file.byDigest(digest)).stream()
                .map(state -> (DirectoryEntry.ApiKey) state.entry())
                .toList();
    }

    /** An agent of {@code org} by its id or its name. */
    public Optional<DirectoryEntry.Agent> agent(OrgId org, String idOrName) {
        return readers.read(
                        file ->
                                file.byId(new EntryKey(EntryKind.AGENT, idOrName))
                                        .filter(state -> state.entry().org().equals(org))
                                        .or(() -> file.byName(EntryKind.AGENT, org, idOrName)))
                .map(state -> (DirectoryEntry.Agent) state.entry());
    }

    /** A part of the agents of {@code org}, newest first. */
    public List<DirectoryEntry.Agent> agents(OrgId org, EntryPage page) {
        return readers.read(file -> file.page(EntryKind.AGENT, org, page)).stream()
                .map(state -> (DirectoryEntry.Agent) state.entry())
                .toList();
    }

    public Optional<DirectoryEntry.Session> session(OrgId org, String id) {
        return readers.read(file -> file.byId(new EntryKey(EntryKind.SESSION, id)))
                .map(state -> (DirectoryEntry.Session) state.entry())
                .filter(session -> session.org().equals(org));
    }

    /** A part of the sessions of {@code org}, or of one of its agents, newest first. */
    public List<DirectoryEntry.Session> sessions(
            OrgId org, Optional<String> agent, EntryPage page) {
        return readers
                .read(
                        file ->
                                agent.isPresent()
                                        ? file.sessionsOf(org, agent.get(), page)
                                        : file.page(EntryKind.SESSION, org, page))
                .stream()
                .map(state -> (DirectoryEntry.Session) state.entry())
                .toList();
    }

    /** How many sessions are registered for any of {@code agents}. */
    public SessionCounts sessionCounts(OrgId org, Collection<String> agents) {
        return readers.read(file -> file.sessionCounts(org, agents));
    }

    @Override
    public void close() {
        closing.close();
    }
}
