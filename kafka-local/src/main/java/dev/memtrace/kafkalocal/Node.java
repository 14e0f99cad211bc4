package dev.memtrace.kafkalocal;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One KRaft node, controller and broker, wired as {@link KafkaRaftServer} wires it, but on sockets
 * that are bound already and with faults that do not end the process while it starts.
 */
final class Node {
    private static final Logger LOGGER = LoggerFactory.getLogger(Node.class);
    private static final Duration BROKER_CLOSE_WAIT_MAX = Duration.ofSeconds(5);

    private final Faults faults;
    private final ControllerServer controller;
    private final BrokerServer broker;

    Node(Properties settings, Listeners listeners, Faults faults) {
        this.faults = faults;
        var config = KafkaConfig.fromProps(settings, false); // not every key at INFO
        var directories = KafkaRaftServer.initializeLogDirs(config, LOGGER, "");
        var metaProperties = directories._1();
        var metrics =
                Server.initializeMetrics(
                        config, Time.SYSTEM, metaProperties.clusterId().orElseThrow());
        var shared =
                new SharedServer(
                        config,
                        metaProperties,
                        Time.SYSTEM,
                        metrics,
                        CompletableFuture.completedFuture(
                                Map.of(config.nodeId(), listeners.controllerAddress())),
                        List.of(),
                        faults,
                        listeners);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
        broker = new BrokerServer(shared);
    }

    /** Returns when the broker answers clients. */
    void start() {
        controller.startup(); // first, the broker registers with it
        Predecessor.of(controller.controller()).dismiss();
        broker.startup();
        faults.started();
    }

    /** Also undoes a start that failed half way; the broker needs the controller to say goodbye. */
    void close() {
        faults.closing();
        broker.shutdown(BROKER_CLOSE_WAIT_MAX);
        controller.shutdown();
    }
}
