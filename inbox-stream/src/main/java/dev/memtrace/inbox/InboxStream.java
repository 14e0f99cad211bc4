package dev.memtrace.inbox;

import dev.memtrace.core.directory.OrgTopicKeeper;
import dev.memtrace.core.directory.Tenants;
import dev.memtrace.core.service.Closing;
import dev.memtrace.core.service.LoopRunner;
import dev.memtrace.core.wire.DedupLag;
import dev.memtrace.core.wire.InboxTopics;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;

/** The running inbox-stream. */
public final class InboxStream implements AutoCloseable {
    private static final Duration LAG_EVERY = Duration.ofMillis(100);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final Closing closing;
    private final LoopRunner runner;
    private final InboxMetrics metrics;

    private InboxStream(Closing closing, LoopRunner runner, InboxMetrics metrics) {
        this.closing = closing;
        this.runner = runner;
        this.metrics = metrics;
    }

    /**
     * Opens everything in order; closing undoes it in reverse. The topics must be there.
     *
     * @param tenants every org of these gets an inbox, if it has none
     */
    public static InboxStream start(InboxConfig config, Tenants tenants, Clock clock) {
        var closing = new Closing();
        try {
            var metrics = new InboxMetrics();
            var admin = Admin.create(config.kafka().clientProperties());
            closing.add(() -> admin.close(CLOSE_PATIENCE));
            var inboxes = new InboxTopics(admin, config.kafka()).topics(config.partitions());
            var keeper = closing.add(OrgTopicKeeper.start("inbox", tenants, inboxes));
            var lag = closing.add(DedupLag.start(config.kafka(), LAG_EVERY));
            var caution = new Caution(System::nanoTime);
            var runner =
                    closing.add(
                            LoopRunner.start(
                                    "inbox-stream",
                                    () ->
                                            new InboxLoop(
                                                    InboxClients.open(config, caution.isOn()),
                                                    config,
                                                    keeper::owners,
                                                    lag,
                                                    metrics,
                                                    caution,
                                                    clock)));
            return new InboxStream(closing, runner, metrics);
        } catch (RuntimeException e) {
            closing.close();
            throw e;
        }
    }

    /** Whether inboxes are read. */
    public boolean isAlive() {
        return runner.isAlive();
    }

    public InboxMetrics metrics() {
        return metrics;
    }

    @Override
    public void close() {
        closing.close();
    }
}
