package dev.memtrace.benchmarks;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Clients that post one memory at a time. */
final class SingleClients {
    private SingleClients() {}

    /**
     * So many clients.
     *
     * @param latencies where the time to each answer goes, while {@code isMeasured}
     */
    static List<HttpLoad.TimedClient> of(
            Stage.Bed bed, int count, Latencies latencies, AtomicBoolean isMeasured) {
        return IntStream.range(0, count)
                .mapToObj(
                        number -> {
                            var bodies = bed.workload().singles(number);
                            return (HttpLoad.TimedClient)
                                    (connection, intendedNanos) -> {
                                        send(bed, connection, bodies);
                                        if (isMeasured.get()) {
                                            latencies.add(System.nanoTime() - intendedNanos);
                                        }
                                    };
                        })
                .toList();
    }

    /** Sends one memory until it is taken. */
    static void send(Stage.Bed bed, HttpConnection connection, Bodies bodies)
            throws java.io.IOException {
        var body = bodies.next(bed.workload()::number);
        var _ = HttpLoad.send(connection, bed.rig().requests().post(BatchClients.PATH, body));
        bed.workload().acknowledged(1);
    }
}
