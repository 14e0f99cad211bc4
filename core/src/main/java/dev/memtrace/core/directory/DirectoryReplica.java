package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.wire.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * This process's copy of the directory: follows the directory topic into a SQLite file and answers
 * from there. Any number of threads may ask; the file is read by a few platform threads of its own,
 * because native calls would hold the carriers of virtual ones.
 */
public final class DirectoryReplica implements AutoCloseable {
    private static final int READERS = 2;

    private final DirectoryFollower follower;
    private final DirectoryReaders readers;
    private final Closing closing;

    private DirectoryReplica(
            DirectoryFollower follower, DirectoryReaders readers, Closing closing) {
        this.follower = follower;
        this.readers = readers;
        this.closing = closing;
    }

    /**
     * Opens {@code file} and follows the topic; returns once everything that the topic holds now is
     * applied.
     */
    public static DirectoryReplica start(KafkaConfig kafka, Path file) {
        var closing = new Closing();
        try {
            var follower = closing.add(DirectoryFollower.start(kafka, file));
            var readers = closing.add(new DirectoryReaders(file, READERS));
            return new DirectoryReplica(follower, readers, closing);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /**
     * Waits until this copy has seen {@code revision} of {@code entry}; false if that takes longer
     * than {@code wait}.
     */
    public boolean awaitApplied(DirectoryState state, Duration wait) {
        return follower.awaitApplied(
                wait,
                () ->
                        readers.read(
                                store ->
                                        store.byId(EntryKind.of(state.entry()), state.entry().id())
                                                .filter(seen -> seen.revision() >= state.revision())
                                                .isPresent()));
    }

    /** Whether changes arrive, as far as is known. */
    public boolean isFollowing() {
        return follower.isFollowing();
    }

    /** Waits until this copy knows {@code org}; false if that takes longer than {@code wait}. */
    public boolean awaitOrg(OrgId org, Duration wait) {
        return follower.awaitApplied(wait, () -> org(org).isPresent());
    }

    /**
     * Grows with every change of an API key, so that whoever remembers proven keys knows when to
     * forget.
     */
    public long keyChanges() {
        return follower.keyChanges();
    }

    public Optional<DirectoryEntry.Org> org(OrgId org) {
        return byId(EntryKind.ORG, org, org.value()).map(DirectoryEntry.Org.class::cast);
    }

    /** The keys that {@link ApiKeys#digest} may stand for; nearly always one at most. */
    public List<DirectoryEntry.ApiKey> apiKeys(String digest) {
        return readers.read(store -> store.byName(EntryKind.API_KEY, digest)).stream()
                .map(state -> (DirectoryEntry.ApiKey) state.entry())
                .toList();
    }

    /** An agent of {@code org} by its id or its name. */
    public Optional<DirectoryEntry.Agent> agent(OrgId org, String idOrName) {
        return byId(EntryKind.AGENT, org, idOrName)
                .map(DirectoryEntry.Agent.class::cast)
                .or(
                        () ->
                                readers
                                        .read(store -> store.byName(EntryKind.AGENT, idOrName))
                                        .stream()
                                        .map(state -> (DirectoryEntry.Agent) state.entry())
                                        .filter(agent -> agent.org().equals(org))
                                        .findFirst());
    }

    /** The newest agents of {@code org}, newest first. */
    public List<DirectoryEntry.Agent> agents(OrgId org, int limit) {
        return readers.read(store -> store.newest(EntryKind.AGENT, org, "", limit)).stream()
                .map(state -> (DirectoryEntry.Agent) state.entry())
                .toList();
    }

    public Optional<DirectoryEntry.Session> session(OrgId org, String id) {
        return byId(EntryKind.SESSION, org, id).map(DirectoryEntry.Session.class::cast);
    }

    /** The newest sessions of {@code org}, or of one of its agents, newest first. */
    public List<DirectoryEntry.Session> sessions(OrgId org, Optional<String> agent, int limit) {
        return readers
                .read(store -> store.newest(EntryKind.SESSION, org, agent.orElse(""), limit))
                .stream()
                .map(state -> (DirectoryEntry.Session) state.entry())
                .toList();
    }

    private Optional<DirectoryEntry> byId(EntryKind kind, OrgId org, String id) {
        return readers.read(store -> store.byId(kind, id))
                .map(DirectoryState::entry)
                .filter(entry -> entry.org().equals(org));
    }

    @Override
    public void close() {
        closing.close();
    }
}
