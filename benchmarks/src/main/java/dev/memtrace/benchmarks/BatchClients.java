package dev.memtrace.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Clients that post batches of memories. */
final class BatchClients {
    static final String PATH = "/api/v1/memories";

    /** Few, as an importer has; together they keep the service busy while one waits. */
    static final int COUNT = 8;

    private BatchClients() {}

    /**
     * Clients that send so many memories together, or fewer if the time is over before.
     *
     * @param isAsync whether they are answered when the memories are durable, or when judged
     */
    static List<HttpLoad.Client> upTo(
            Stage.Bed bed, boolean isAsync, long memories, Duration time) {
        var left = new AtomicLong(Math.ceilDiv(memories, Workload.BATCH));
        long endNanos = System.nanoTime() + time.toNanos();
        return IntStream.range(0, COUNT)
                .mapToObj(
                        number -> {
                            var bodies = bed.workload().batches(number);
                            return (HttpLoad.Client)
                                    connection -> {
                                        if (System.nanoTime() >= endNanos
                                                || left.getAndDecrement() <= 0) {
                                            return false;
                                        }
                                        send(bed, connection, bodies, isAsync);
                                        return true;
                                    };
                        })
                .toList();
    }

    /** Sends one batch until it is taken. */
    static void send(Stage.Bed bed, HttpConnection connection, Bodies bodies, boolean isAsync)
            throws java.io.IOException {
        var requests = bed.rig().requests();
        var body = bodies.next(bed.workload()::number);
        var request = isAsync ? requests.postAsync(PATH, body) : requests.post(PATH, body);
        var _ = HttpLoad.send(connection, request);
        bed.workload().acknowledged(Workload.BATCH);
    }
}
