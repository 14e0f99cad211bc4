package dev.memtrace.query;

import dev.memtrace.arc.ArcBindings;
import dev.memtrace.arc.HttpArcClient;
import dev.memtrace.core.accounts.PipelineAccounts;
import dev.memtrace.core.directory.DirectoryReplica;
import dev.memtrace.core.directory.Ids;
import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.HealthRoutes;
import dev.memtrace.core.service.Route;
import dev.memtrace.core.wire.HighWatermarks;
import dev.memtrace.core.wire.KafkaConfig;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** The parts of query-api, ready to be served. Thread-safe once started. */
public final class QueryApi implements AutoCloseable {
    private final Closing closing;
    private final ArcReads arc;
    private final ArcProbes probes;
    private final Sources sources;
    private final List<Route> routes;

    private QueryApi(
            Closing closing, ArcReads arc, ArcProbes probes, Sources sources, List<Route> routes) {
        this.closing = closing;
        this.arc = arc;
        this.probes = probes;
        this.sources = sources;
        this.routes = routes;
    }

    /** Opens everything in order; closing undoes it in reverse, and leaves the directory open. */
    public static QueryApi start(
            QueryApiConfig config,
            KafkaConfig kafka,
            ArcBindings bindings,
            DirectoryReplica directory,
            Clock clock) {
        var closing = new Closing();
        try {
            var topic = List.of(new TopicPartition(kafka.topics().directory(), 0));
            var watermarks = closing.add(HighWatermarks.start(kafka, topic));
            var tail =
                    closing.add(
                            HotTail.start(
                                    kafka, config.tailBytesMax(), config.streams().bytesMax()));
            var fates = closing.add(FateTopics.start(kafka, config.outcomes(), clock));
            var followed = new FollowedTopic(watermarks, directory::awaitReached);
            var sources =
                    new Sources(
                            tail,
                            fates,
                            followed,
                            Registry.of(directory),
                            directory,
                            new AcceptedTopic(kafka));
            return start(config, kafka, bindings, sources, clock, closing);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /**
     * What there is to read, Arc apart.
     *
     * @param directory how current {@code registry} and {@code tenants} are
     */
    record Sources(
            Tail tail,
            Fates fates,
            Followed directory,
            Registry registry,
            Tenants tenants,
            AcceptedLog log) {}

    /**
     * Opens the rest.
     *
     * @param closing gets what this opens, and is closed with the query-api; by the caller if this
     *     fails
     */
    static QueryApi start(
            QueryApiConfig config,
            KafkaConfig kafka,
            ArcBindings bindings,
            Sources sources,
            Clock clock,
            Closing closing) {
        Tokens.load();
        var tail = sources.tail();
        var client = closing.add(new HttpArcClient(config.arc().client()));
        var hastyClient = closing.add(new HttpArcClient(config.hastyArc()));
        var arc = new ArcReads(bindings, client, hastyClient, config, tail.index(), clock);
        var probes = new ArcProbes(bindings, hastyClient, System::nanoTime);
        var reader = new MemoryReader(arc, tail.index());
        var activity = new AgentActivity(arc, tail, clock);
        var accounts = closing.add(new PipelineAccounts(kafka));
        var fresh = new Freshness(tail, sources.fates(), sources.directory(), clock);
        var routes =
                QueryRoutes.of(
                        new MemoriesEndpoints(reader, sources.registry(), clock),
                        new StreamEndpoint(tail.feed(), sources.log(), config.streams(), clock),
                        new StatusEndpoint(reader, sources.fates(), fresh),
                        new ContextEndpoint(reader, clock),
                        new RegistryEndpoints(sources.registry(), activity),
                        new PipelineEndpoint(accounts, clock),
                        fresh);
        return new QueryApi(closing, arc, probes, sources, routes);
    }

    /** What it answers, health apart. */
    public List<Route> routes() {
        return routes;
    }

    /** What {@code /health} shows; waits for no Arc. */
    public HealthRoutes.Tenancy tenancy() {
        return new HealthRoutes.Tenancy() {
            @Override
            public Map<String, Boolean> arcs(Optional<OrgId> caller) {
                var org = caller.orElse(new OrgId(Ids.DEFAULT_ORG));
                return Map.of(org.value(), probes.answers(org));
            }

            @Override
            public Map<String, Long> counts() {
                var tenants = sources.tenants();
                return Map.of(
                        "orgs", (long) tenants.orgs().size(),
                        "arc_instances", (long) tenants.arcs().size());
            }
        };
    }

    /** Whether it knows what was accepted of late. */
    public boolean isReady() {
        return sources.tail().isReady();
    }

    /** In the Prometheus exposition format. */
    public String metrics() {
        return arc.metrics().exposition()
                + sources.tail().metrics()
                + sources.tail().feed().metrics()
                + sources.fates().metrics();
    }

    @Override
    public void close() {
        closing.close();
    }
}
