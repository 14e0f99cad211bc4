package dev.memtrace.kafkalocal;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** All settings of the embedded node, each with the reason why it is not Kafka's default. */
final class NodeSettings {
    static final int NODE_ID = 1;

    /** As whom a secured node talks to itself. */
    private static final String NODE_USER = "memtrace-node";

    private static final int NODE_PASSWORD_BYTES = 24;

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private final Properties properties = new Properties();

    private NodeSettings() {}

    /** An open node, or one that {@code superuser} alone may use at first. */
    static Properties of(
            DataDirectory directory, Listeners listeners, Optional<Superuser> superuser) {
        var settings = new NodeSettings();
        settings.oneNode(directory, listeners);
        superuser.ifPresentOrElse(settings::secured, settings::open);
        settings.oneReplica();
        settings.quickReturnAfterKill();
        settings.shortStalls();
        settings.limits();
        settings.smallMachine();
        return settings.properties;
    }

    private void oneNode(DataDirectory directory, Listeners listeners) {
        var broker = listeners.brokerAddress();
        var controller = listeners.controllerAddress();
        set("process.roles", "broker,controller");
        set("node.id", NODE_ID);
        // The voter's port is read from here at every start and kept nowhere, so it may change.
        set("controller.quorum.voters", NODE_ID + "@" + Listeners.hostPort(controller));
        set("controller.listener.names", Listeners.CONTROLLER);
        set("inter.broker.listener.name", Listeners.BROKER);
        set(
                "listeners",
                endpoint(Listeners.BROKER, broker)
                        + ","
                        + endpoint(Listeners.CONTROLLER, controller));
        set("log.dirs", directory.logs());
    }

    private void open() {
        set("listener.security.protocol.map", protocols("PLAINTEXT"));
    }

    private void secured(Superuser superuser) {
        set("listener.security.protocol.map", protocols("SASL_PLAINTEXT"));
        set("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        set("super.users", "User:" + NODE_USER + ";User:" + superuser.name());
        // The node talks to itself by PLAIN: SCRAM's users are in the log that it has yet to read.
        set("sasl.mechanism.inter.broker.protocol", "PLAIN");
        set("sasl.mechanism.controller.protocol", "PLAIN");
        set(ofListener(Listeners.BROKER, "sasl.enabled.mechanisms"), "PLAIN,SCRAM-SHA-512");
        set(ofListener(Listeners.CONTROLLER, "sasl.enabled.mechanisms"), "PLAIN");
        var nodePassword = password(); // it knows nobody from before
        var node = " user_" + NODE_USER + "=\"" + nodePassword + "\"";
        var self = "username=\"" + NODE_USER + "\" password=\"" + nodePassword + "\"" + node;
        var users = self + " user_" + superuser.name() + "=\"" + superuser.password() + "\"";
        set(jaas(Listeners.BROKER, "plain"), loginModule("plain.Plain", users));
        set(jaas(Listeners.BROKER, "scram-sha-512"), loginModule("scram.Scram", ""));
        set(jaas(Listeners.CONTROLLER, "plain"), loginModule("plain.Plain", self));
    }

    private static String protocols(String protocol) {
        return Listeners.BROKER + ":" + protocol + "," + Listeners.CONTROLLER + ":" + protocol;
    }

    private static String jaas(String listener, String mechanism) {
        return ofListener(listener, mechanism + ".sasl.jaas.config");
    }

    private static String ofListener(String listener, String key) {
        return "listener.name." + listener.toLowerCase(Locale.ROOT) + "." + key;
    }

    private static String loginModule(String module, String options) {
        return "org.apache.kafka.common.security."
                + module
                + "LoginModule required "
                + options
                + ";";
    }

    private static String password() {
        byte[] bytes = new byte[NODE_PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void oneReplica() {
        // Kafka's own topics want three replicas and would wait for brokers that never come.
        set("default.replication.factor", 1);
        set("min.insync.replicas", 1);
        set("offsets.topic.replication.factor", 1);
        set("transaction.state.log.replication.factor", 1);
        set("transaction.state.log.min.isr", 1);
        set("share.coordinator.state.topic.replication.factor", 1);
        set("share.coordinator.state.topic.min.isr", 1);
        // There is no other replica to move leadership to.
        set("auto.leader.rebalance.enable", false);
        // No-op records tell lagging controllers how far they are behind; each costs an fsync.
        set("metadata.max.idle.interval.ms", 0);
    }

    private void quickReturnAfterKill() {
        // What was not flushed is read and checked again: at most one such segment per partition,
        // if rolled segments are also recorded as flushed soon (by default after up to 90 s).
        set("log.segment.bytes", 64 * MIB);
        set("log.flush.offset.checkpoint.interval.ms", 2_000);
        set("log.initial.task.delay.ms", 2_000);
        set("num.recovery.threads.per.data.dir", 2);
        // Every open segment keeps two index files of this size; 64 MiB need less than 256 KiB.
        set("log.index.size.max.bytes", 512 * KIB);
        // The coordinators read these back before they answer; one segment of each is soon read.
        set("offsets.topic.segment.bytes", 8 * MIB);
        set("transaction.state.log.segment.bytes", 8 * MIB);
        set("metadata.log.segment.bytes", 16 * MIB);
    }

    private void shortStalls() {
        // Waiting for more members only delays the first record when all of them are in one
        // process.
        set("group.initial.rebalance.delay.ms", 0);
        set("group.streams.initial.rebalance.delay.ms", 0);
        // Lets members ask for a session shorter than Kafka's minimum of 6 s.
        set("group.min.session.timeout.ms", 1_000);
        // A dead producer's open transaction hides everything behind it until this scan aborts it.
        set("transaction.abort.timed.out.transaction.cleanup.interval.ms", 1_000);
    }

    private void limits() {
        // Long enough to check a big log after kill -9; without it a start may hang for ever.
        set("server.max.startup.time.ms", Duration.ofMinutes(10).toMillis());
        // A misspelt topic should be an error, not a new topic.
        set("auto.create.topics.enable", false);
        set("message.max.bytes", 2 * MIB);
        // A group that was switched off for a while must find its place again, not start over.
        set("offsets.retention.minutes", Duration.ofDays(365).toMinutes());
        // Some topics keep minutes only; retention itself is each topic's own setting.
        set("log.retention.check.interval.ms", 30_000);
    }

    private void smallMachine() {
        // Threads for two cores that also run everything else.
        set("num.network.threads", 2);
        set("num.io.threads", 4);
        set("background.threads", 2);
        set("group.coordinator.threads", 1);
        set("group.coordinator.background.threads", 1);
        // Partitions of a coordinator's topic spread it over brokers; each costs files and start
        // time.
        set("offsets.topic.num.partitions", 4);
        set("transaction.state.log.num.partitions", 10);
        set("share.coordinator.state.topic.num.partitions", 1);
        // Allocated once at start and held: 128 MiB by default.
        set("log.cleaner.dedupe.buffer.size", 16 * MIB);
        set("metric.reporters", "");
    }

    private void set(String key, Object value) {
        properties.setProperty(key, value.toString());
    }

    private static String endpoint(String listener, InetSocketAddress address) {
        return listener + "://" + Listeners.hostPort(address);
    }
}
