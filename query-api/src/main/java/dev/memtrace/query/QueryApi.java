package dev.memtrace.query;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.Route;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The parts of query-api, ready to be served. Thread-safe once started. */
public final class QueryApi implements AutoCloseable {
    private final Closing closing;
    private final ArcReads arc;
    private final List<Route> routes;

    private QueryApi(Closing closing, ArcReads arc, List<Route> routes) {
        this.closing = closing;
        this.arc = arc;
        this.routes = routes;
    }

    /** Opens everything in order; closing undoes it in reverse, and leaves the directory open. */
    public static QueryApi start(QueryApiConfig config, DirectoryReplica directory, Clock clock) {
        return start(config, Registry.of(directory), clock);
    }

    static QueryApi start(QueryApiConfig config, Registry registry, Clock clock) {
        return start(config, ArcBindings.shared(config.arc().binding()), registry, clock);
    }

    static QueryApi start(
            QueryApiConfig config, ArcBindings bindings, Registry registry, Clock clock) {
        var closing = new Closing();
        try {
            Tokens.load();
            var client = closing.add(new HttpArcClient(config.arc().client()));
            var arc = new ArcReads(bindings, client, config, clock);
            var reader = new MemoryReader(arc);
            var routes =
                    QueryRoutes.of(
                            new MemoriesEndpoints(reader, registry, clock),
                            new ContextEndpoint(reader, clock),
                            new RegistryEndpoints(registry));
            return new QueryApi(closing, arc, routes);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /** What it answers, health apart. */
    public List<Route> routes() {
        return routes;
    }

    /** Which org's Arc answers, as {@code /health} shows it; asks them. */
    public Map<String, Boolean> arcs() {
        return Map.of(Ids.DEFAULT_ORG, arc.isReady(new OrgId(Ids.DEFAULT_ORG)));
    }

    /** In the Prometheus exposition format. */
    public String metrics() {
        return arc.metrics().exposition();
    }

    @Override
    public void close() {
        closing.close();
    }
}
