package dev.memtrace.core.directory;

import dev.memtrace.core.memory.OrgId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Orgs and their Arcs, which are few and needed all the time, in memory. Changed by one thread,
 * read by any.
 */
final class TenantTable implements DirectoryTarget, Tenants {
    /** The kinds that are kept here. */
    static final Set<EntryKind> KINDS = Set.of(EntryKind.ORG, EntryKind.ARC);

    private volatile Content content = new Content();
    private Optional<Progress> progress = Optional.empty();

    /** What is shown when it is complete. */
    private Optional<Content> filling = Optional.empty();

    private record Content(
            Map<OrgId, DirectoryEntry.Org> orgs, Map<OrgId, DirectoryEntry.ArcInstance> arcs) {
        Content() {
            this(new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
        }
    }

    @Override
    public Optional<DirectoryEntry.Org> org(OrgId org) {
        return Optional.ofNullable(content.orgs().get(org));
    }

    @Override
    public Optional<DirectoryEntry.ArcInstance> arc(OrgId org) {
        return Optional.ofNullable(content.arcs().get(org));
    }

    @Override
    public List<DirectoryEntry.Org> orgs() {
        return List.copyOf(content.orgs().values());
    }

    @Override
    public List<DirectoryEntry.ArcInstance> arcs() {
        return List.copyOf(content.arcs().values());
    }

    /** Takes over what {@code entries} say; other kinds than ours are passed over. */
    static TenantTable of(Collection<DirectoryState> entries) {
        var table = new TenantTable();
        entries.forEach(state -> table.take(new DirectoryChange.Stated(state)));
        return table;
    }

    void take(DirectoryChange change) {
        take(content, change);
    }

    private static void take(Content now, DirectoryChange change) {
        switch (change) {
            case DirectoryChange.Stated(var state) -> {
                switch (state.entry()) {
                    case DirectoryEntry.Org org -> now.orgs().put(org.org(), org);
                    case DirectoryEntry.ArcInstance arc -> now.arcs().put(arc.org(), arc);
                    case DirectoryEntry.ApiKey _,
                            DirectoryEntry.Agent _,
                            DirectoryEntry.Session _ -> {}
                }
            }
            case DirectoryChange.Gone(var key, _, _) -> {
                switch (key.kind()) {
                    case ORG -> {
                        now.orgs().remove(new OrgId(key.id()));
                        now.arcs().remove(new OrgId(key.id()));
                    }
                    case ARC -> now.arcs().remove(new OrgId(key.id()));
                    case API_KEY, AGENT, SESSION -> {}
                }
            }
        }
    }

    void replaceBy(TenantTable other) {
        content = other.content;
    }

    @Override
    public Optional<Progress> progress() {
        return progress;
    }

    @Override
    public void apply(Batch batch, Progress reached) {
        batch.changes().forEach(change -> take(filling.orElse(content), change));
        progress = Optional.of(reached);
    }

    @Override
    public void clear() {
        filling = Optional.of(new Content());
        progress = Optional.empty();
    }

    @Override
    public void complete() {
        content = filling.orElseThrow();
        filling = Optional.empty();
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
