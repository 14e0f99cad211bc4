package dev.memtrace.cli;

import dev.memtrace.core.config.Settings;
import dev.memtrace.core.directory.SharedArc;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.core.wire.KafkaConfig;
import dev.memtrace.core.wire.KafkaSecurity;
import dev.memtrace.standalone.UpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The Kafka that a command talks to: the configured one or, if none is, that of the {@code memtrace
 * up} whose data directory is at hand.
 *
 * @param up is empty if the Kafka was configured
 * @param data the data directory, which matters only with {@code up}
 */
record KafkaPlace(Settings settings, KafkaConfig kafka, Optional<UpAddress> up, Path data) {
    private static final String SERVERS = "kafka.bootstrap_servers";
    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(2);

    /**
     * Finds it.
     *
     * @throws CommandFailedException if there is none
     */
    static KafkaPlace find(Settings settings, Path data) {
        var up =
                settings.optionalText(SERVERS).isPresent()
                        ? Optional.<UpAddress>empty()
                        : Optional.of(upIn(data));
        up.ifPresent(
                address ->
                        settings.with(SERVERS, address.bootstrapServers())
                                .with("kafka.topic_prefix", address.topicPrefix()));
        var configured = KafkaConfig.from(settings);
        settings.throwIfAnyProblem();
        var kafka =
                up.flatMap(UpAddress::admin)
                        .map(admin -> configured.as(KafkaSecurity.as(admin)))
                        .orElse(configured);
        return new KafkaPlace(settings, kafka, up, data);
    }

    private static UpAddress upIn(Path data) {
        UpAddress address;
        try {
            address =
                    UpAddress.in(data)
                            .orElseThrow(
                                    () ->
                                            new CommandFailedException(
                                                    notRunning(data)
                                                            + ", and no Kafka is configured; start it, point --data to"
                                                            + " where its data is, or set "
                                                            + SERVERS));
        } catch (UncheckedIOException e) {
            throw new CommandFailedException(e.getMessage());
        }
        if (!isListening(address.bootstrapServers())) {
            throw new CommandFailedException(stale(data));
        }
        return address;
    }

    private static String notRunning(Path data) {
        return "memtrace up does not run on " + shown(data);
    }

    private static String stale(Path data) {
        return notRunning(data)
                + ": nobody answers where it was when it was killed; start it again";
    }

    private static String shown(Path data) {
        return data.isAbsolute() || data.startsWith(".") || data.startsWith("..")
                ? data.toString()
                : "./" + data;
    }

    /** Whether anybody is there: a refused connection is known at once, Kafka's client tries on. */
    private static boolean isListening(String address) {
        int colon = address.lastIndexOf(':');
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            address.substring(0, Math.max(colon, 0)),
                            Integer.parseInt(address.substring(colon + 1))),
                    (int) CONNECT_PATIENCE.toMillis());
            return true;
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Whether an org that was given no Arc has one all the same, as far as can be seen from here.
     */
    boolean sharesAnArc(OrgId org) {
        return up.isPresent()
                || (settings.optionalText("arc.url").isPresent()
                        && SharedArc.from(settings).serves(org));
    }

    /** Whether a cluster with this id is the one that is meant. */
    boolean isMeant(String clusterId) {
        return up.isEmpty() || up.get().clusterId().equals(clusterId);
    }

    /** What to tell if Kafka knows nobody of that name and password. */
    CommandFailedException notLetIn() {
        return new CommandFailedException(
                "the Kafka at "
                        + kafka.bootstrapServers()
                        + " does not let this command in; set kafka.username and kafka.password to those of"
                        + " somebody who may do everything, and kafka.sasl_mechanism to his");
    }

    /** What to tell if nobody, or somebody else, answers. */
    CommandFailedException notThere() {
        return new CommandFailedException(
                up.isPresent()
                        ? stale(data)
                        : "no Kafka answers at "
                                + kafka.bootstrapServers()
                                + "; start it, or set "
                                + SERVERS
                                + " to where it is");
    }
}
