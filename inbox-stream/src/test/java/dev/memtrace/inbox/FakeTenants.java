package dev.memtrace.inbox;

import dev.memtrace.core.directory.DirectoryEntry;
import dev.memtrace.core.directory.Quota;
import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.memory.OrgId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The orgs that a test makes and removes. */
public final class FakeTenants implements Tenants {
    private final Map<OrgId, DirectoryEntry.Org> orgs = new ConcurrentHashMap<>();

    public void add(OrgId org) {
        orgs.put(org, new DirectoryEntry.Org(org, org.value(), Quota.NONE, Instant.EPOCH));
    }

    public void remove(OrgId org) {
        orgs.remove(org);
    }

    @Override
    public Optional<DirectoryEntry.Org> org(OrgId org) {
        return Optional.ofNullable(orgs.get(org));
    }

    @Override
    public Optional<DirectoryEntry.ArcInstance> arc(OrgId org) {
        return Optional.empty();
    }

    @Override
    public List<DirectoryEntry.Org> orgs() {
        return List.copyOf(orgs.values());
    }

    @Override
    public List<DirectoryEntry.ArcInstance> arcs() {
        return List.of();
    }
}
