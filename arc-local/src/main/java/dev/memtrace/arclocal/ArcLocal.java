package dev.memtrace.arclocal;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Arc in this process: Arc's wire in front, DuckDB files behind.
 *
 * <p>When {@link #start} returns it is ready. Any thread may use it; close it once.
 */
public final class ArcLocal implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ArcLocal.class);

    /** A log this small is read back in no time. */
    private static final long CHECKPOINT_BYTES_MIN = 1024 * 1024;

    private static final Duration QUIET = Duration.ofSeconds(2);

    private final Engine engine;
    private final Databases databases;
    private final Queries queries;
    private final Intake intake;
    private final Faults faults;
    private final ScheduledExecutorService timer;
    private final WebServer server;
    private final String host;

    private ArcLocal(ArcLocalConfig config, Engine engine) throws SQLException {
        this.engine = engine;
        this.host = config.host();
        this.faults = new Faults();
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("arc-local-timer").daemon().factory());
        this.databases = Databases.openAll(engine);
        this.queries = new Queries(engine, databases);
        var decoder = new PayloadDecoder(Clock.systemUTC());
        this.intake = intake(config, decoder);
        this.server = server(config, decoder);
    }

    /** Opens the data directory, after a kill with all that was answered, and then the port. */
    public static ArcLocal start(ArcLocalConfig config) {
        var started = System.nanoTime();
        try {
            var engine = Engine.open(config.dataDirectory(), config.limits());
            var arc = new ArcLocal(config, engine);
            arc.open(config);
            LOGGER.atInfo()
                    .addKeyValue("uri", arc.uri())
                    .addKeyValue("databases", arc.databases.all().size())
                    .addKeyValue("durationMs", (System.nanoTime() - started) / 1_000_000)
                    .log("arc-local started");
            return arc;
        } catch (SQLException e) {
            throw new EngineException(e);
        }
    }

    private void open(ArcLocalConfig config) {
        server.start();
        if (!server.isRunning()) { // a port that is taken is logged by Helidon, not thrown
            crash();
            throw new IllegalStateException(
                    "cannot listen on " + config.host() + ":" + config.port());
        }
        var _ = timer.scheduleWithFixedDelay(this::maintain, 1, 1, TimeUnit.SECONDS);
    }

    private Intake intake(ArcLocalConfig config, PayloadDecoder decoder) {
        return switch (config.habits()) {
            case Habits.Immediate() -> new ImmediateIntake(databases, faults);
            case Habits.Buffered habits -> bufferedIntake(habits, decoder);
        };
    }

    private Intake bufferedIntake(Habits.Buffered habits, PayloadDecoder decoder) {
        return switch (habits.restart()) {
            case LOSES_THE_BUFFER ->
                    new BufferedIntake(databases, habits, Optional.empty(), faults, timer);
            case REPLAYS_EVERYTHING -> {
                var left = ReplayJournal.entries(engine.directory());
                for (var entry : left) {
                    var payload = Compression.unpack(entry.body(), Integer.MAX_VALUE - 16);
                    for (var batch : decoder.decode(payload)) {
                        databases.forWriting(entry.database()).insert(batch);
                    }
                }
                var journal = ReplayJournal.open(engine.directory());
                yield new BufferedIntake(databases, habits, Optional.of(journal), faults, timer);
            }
        };
    }

    private WebServer server(ArcLocalConfig config, PayloadDecoder decoder) {
        var clock = Clock.systemUTC();
        var gate = new TokenGate(config.token());
        var bytesMax = config.limits().payloadBytesMax();
        var routing =
                HttpRouting.builder()
                        .addFilter(gate)
                        .register("/", new StatusRoutes(gate, clock))
                        .register(
                                "/api/v1/write", new WriteRoutes(intake, decoder, faults, bytesMax))
                        .register("/api/v1/query", new QueryRoutes(queries, faults, clock));
        new Failures(clock).register(routing);
        return WebServer.builder()
                .host(config.host())
                .port(config.port())
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofSeconds(1))
                // Else the second part of an answer waits 40 ms for the first one's receipt.
                .connectionOptions(socket -> socket.tcpNoDelay(true))
                .contentEncoding(
                        it ->
                                it.contentEncodingsDiscoverServices(false)
                                        .addContentEncoding(new UntouchedEncoding()))
                .routing(routing)
                .build();
    }

    private void maintain() {
        for (var database : databases.all()) {
            try {
                database.maintain(QUIET.toNanos(), CHECKPOINT_BYTES_MIN);
            } catch (RuntimeException e) {
                LOGGER.atWarn()
                        .setCause(e)
                        .log("checkpoint or reopening failed and will be tried again");
            }
        }
    }

    public int port() {
        return server.port();
    }

    public URI uri() {
        return URI.create("http://" + host + ":" + port());
    }

    /** For tests: what shall go wrong next. */
    public Faults faults() {
        return faults;
    }

    /** For tests: stops as a kill would. What was buffered is gone, what was stored stays. */
    public void crash() {
        intake.crash();
        stopServing();
        databases.abandon();
        closeEngine();
    }

    /** Answers what is under way, stores what waits, and leaves files that open at once. */
    @Override
    public void close() {
        stopServing();
        intake.close();
        databases.close();
        closeEngine();
    }

    private void stopServing() {
        faults.clear();
        server.stop();
        timer.shutdownNow();
    }

    private void closeEngine() {
        try {
            queries.close();
            engine.close();
        } catch (SQLException e) {
            throw new EngineException(e);
        }
    }
}
