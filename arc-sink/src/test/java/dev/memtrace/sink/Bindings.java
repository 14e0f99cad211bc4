package dev.memtrace.sink;

import dev.memtrace.arc.ArcBinding;
import dev.memtrace.arc.ArcBindings;
import dev.memtrace.core.memory.OrgId;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Bindings that a test gives and takes. Any thread may use them. */
final class Bindings implements ArcBindings {
    private final Map<OrgId, ArcBinding> byOrg = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();

    @Override
    public Optional<ArcBinding> of(OrgId org) {
        return Optional.ofNullable(byOrg.get(org));
    }

    /** Binds the org anew, to a database and a measurement of its own name. */
    void bind(String org, URI arc) {
        bind(org, arc, org);
    }

    /** The same, with another database. */
    void bind(String org, URI arc, String database) {
        byOrg.put(
                new OrgId(org), new ArcBinding(arc, database, org, "", versions.incrementAndGet()));
    }

    /** The same, with all that others have. */
    void bindShared(String org, URI arc) {
        byOrg.put(
                new OrgId(org),
                new ArcBinding(arc, "memtrace", "events", "", versions.incrementAndGet()));
    }

    boolean isBound(String org) {
        return byOrg.containsKey(new OrgId(org));
    }

    void unbind(String org) {
        byOrg.remove(new OrgId(org));
    }
}
