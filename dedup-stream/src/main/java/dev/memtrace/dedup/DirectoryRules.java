package dev.memtrace.dedup;

import dev.memtrace.core.directory.Decision;
import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.EntryKey;
import dev.memtrace.core.directory.EntryKind;
import dev.memtrace.core.directory.SessionStatus;
import dev.memtrace.core.directory.Wish;
import dev.memtrace.core.memory.OrgId;
import java.time.Instant;
import java.util.Optional;

/**
 * What is granted and what is refused: agents, sessions and keys here, orgs by {@link OrgRules},
 * their Arcs by {@link ArcRules}. Whatever is granted is written again, also when it was so before:
 * who waits for the decision waits for a record with its revision. One thread.
 */
final class DirectoryRules {
    static final Decision.Invalid CANNOT_BE_KEPT =
            new Decision.Invalid(
                    "a name must not be empty, nor have half of a surrogate pair; send whole Unicode characters");

    private final DirectoryStates states;
    private final OrgNotes notes;
    private final OrgRules orgs;
    private final ArcRules arcs;

    DirectoryRules(DirectoryStates states, OrgNotes notes) {
        this.states = states;
        this.notes = notes;
        this.orgs = new OrgRules(states, notes);
        this.arcs = new ArcRules(states, notes);
    }

    /**
     * Decides, and changes the states if the wish is granted.
     *
     * @param offset of the command, which the revision of what is granted is at least
     */
    Decision decide(Wish wish, long offset) {
        // Offsets grow by themselves, but begin at nought again when the topic is made anew.
        long revision = Math.max(offset, notes.lastRevision(wish.org()) + 1);
        var decision = decideAs(wish, revision);
        switch (decision) {
            case Decision.Done _, Decision.Removed _ ->
                    notes.rememberRevision(wish.org(), revision);
            case Decision.Conflict _, Decision.NotFound _, Decision.Invalid _ -> {}
        }
        return decision;
    }

    private Decision decideAs(Wish wish, long revision) {
        return switch (wish) {
            case Wish.Found(var org, var key) -> orgs.found(org, key, revision);
            case Wish.Create(DirectoryEntry.Org _) ->
                    new Decision.Invalid("an org is founded, not created");
            case Wish.Create(DirectoryEntry.ArcInstance _) ->
                    new Decision.Invalid("an Arc is bound, not created");
            case Wish _ when !states.has(wish.org()) -> new Decision.NotFound("org not found");
            case Wish.Create(var entry) -> create(entry, revision);
            case Wish.ChangeSession change -> changeSession(change, revision);
            case Wish.RemoveAgent(var org, var idOrName) -> removeAgent(org, idOrName, revision);
            case Wish.RevokeKey(var org, var key, var at) -> revokeKey(org, key, at, revision);
            case Wish.BindArc bind -> arcs.bind(bind, revision);
            case Wish.UnbindArc(var org) -> arcs.unbind(org, revision);
            case Wish.SetQuota(var org, var quota) -> orgs.setQuota(org, quota, revision);
            case Wish.RemoveOrg(var org) -> orgs.remove(org, revision);
        };
    }

    private Decision.Done done(DirectoryEntry entry, long revision) {
        return new Decision.Done(states.write(entry, revision));
    }

    private Decision create(DirectoryEntry entry, long revision) {
        if (!DirectoryStates.canKeep(entry)) {
            return CANNOT_BE_KEPT;
        }
        var there = states.get(EntryKey.of(entry));
        if (there.isPresent()) {
            return again(entry, there.get().entry(), revision);
        }
        var name = DirectoryStates.nameOf(entry);
        var kind = EntryKind.of(entry);
        var holder = name.flatMap(text -> states.holder(kind, entry.org(), text));
        if (holder.isPresent()) {
            return new Decision.Conflict(
                    kind == EntryKind.AGENT
                            ? "an agent with this name exists"
                            : "an API key with this name exists",
                    holder);
        }
        name.ifPresent(text -> states.claim(kind, entry.org(), text, entry.id()));
        return done(entry, revision);
    }

    /** The id is there already: granted if it was for the same wish. */
    private Decision again(DirectoryEntry wished, DirectoryEntry there, long revision) {
        return isAgain(wished, there)
                ? done(there, revision)
                : new Decision.Conflict(
                        "this Idempotency-Key was used for something else", Optional.empty());
    }

    /**
     * Whether a wish for {@code wished} can be the one that made {@code there}. What a wish need
     * not say alike each time, such as the time, does not count.
     */
    static boolean isAgain(DirectoryEntry wished, DirectoryEntry there) {
        return there.org().equals(wished.org())
                && switch (wished) {
                    case DirectoryEntry.Agent agent ->
                            there instanceof DirectoryEntry.Agent old
                                    && old.name().equals(agent.name());
                    case DirectoryEntry.Session session ->
                            there instanceof DirectoryEntry.Session old
                                    && old.agent().equals(session.agent());
                    case DirectoryEntry.ApiKey key ->
                            there instanceof DirectoryEntry.ApiKey old
                                    && old.name().equals(key.name())
                                    && old.digest().equals(key.digest());
                    case DirectoryEntry.Org org -> there.createdAt().equals(org.createdAt());
                    case DirectoryEntry.ArcInstance _ -> false; // bound, and bound again
                };
    }

    private Decision changeSession(Wish.ChangeSession change, long revision) {
        var there =
                states.get(
                        DirectoryEntry.Session.class,
                        EntryKind.SESSION,
                        change.org(),
                        change.session());
        if (there.isEmpty()) {
            return new Decision.NotFound("session not found");
        }
        var session = there.get();
        var metadata =
                change.metadataPatch().isPresent()
                        ? MergePatch.merge(session.metadataJson(), change.metadataPatch().get())
                        : session.metadataJson();
        if (metadata.filter(text -> text.length() > MergePatch.LENGTH_MAX).isPresent()) {
            return new Decision.Invalid(
                    "metadata would have more than "
                            + MergePatch.LENGTH_MAX
                            + " characters of JSON after merging; remove some with null");
        }
        var status = change.status().orElse(session.status());
        return done(
                new DirectoryEntry.Session(
                        session.id(),
                        session.org(),
                        session.agent(),
                        status,
                        metadata,
                        session.createdAt(),
                        // Clocks of two instances may differ; what is updated never gets older.
                        latest(session.updatedAt(), change.at()),
                        status == SessionStatus.ACTIVE
                                ? Optional.empty()
                                : session.closedAt().or(() -> Optional.of(change.at()))),
                revision);
    }

    private static Instant latest(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Decision removeAgent(OrgId org, String idOrName, long revision) {
        var id = states.holder(EntryKind.AGENT, org, idOrName).orElse(idOrName);
        var agent =
                states.get(DirectoryEntry.Agent.class, EntryKind.AGENT, org, idOrName)
                        .or(() -> states.get(DirectoryEntry.Agent.class, EntryKind.AGENT, org, id));
        if (agent.isEmpty()) {
            return new Decision.NotFound("agent not found");
        }
        var key = EntryKey.of(agent.get());
        states.release(EntryKind.AGENT, org, agent.get().name());
        states.remove(key, org, revision);
        return new Decision.Removed(key, revision);
    }

    private Decision revokeKey(OrgId org, String id, Instant at, long revision) {
        var key = states.get(DirectoryEntry.ApiKey.class, EntryKind.API_KEY, org, id);
        if (key.isEmpty()) {
            return new Decision.NotFound("API key not found");
        }
        if (key.get().revokedAt().isPresent()) {
            return done(key.get(), revision);
        }
        // A successor may have its name.
        states.release(EntryKind.API_KEY, org, key.get().name());
        return done(key.get().revoked(at), revision);
    }
}
