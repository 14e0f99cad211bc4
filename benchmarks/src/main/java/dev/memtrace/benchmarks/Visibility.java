package dev.memtrace.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** How long after its 201 a memory is found by its id. */
record Visibility() implements Stage {
    private static final int CLIENTS = 2;
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NOT_FOUND = 404;
    private static final String ID = "\"id\":\"";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Asking again is work too, so a long wait is measured a little less precisely. */
    private static final int PAUSE_PART = 10;

    @Override
    public String name() {
        return "from 201 to readable";
    }

    @Override
    public Result run(Bed bed) {
        var latencies = new Latencies();
        List<HttpLoad.TimedClient> clients =
                IntStream.range(0, CLIENTS)
                        .mapToObj(
                                number -> {
                                    var bodies = bed.workload().singles(number);
                                    return (HttpLoad.TimedClient)
                                            (connection, _) ->
                                                    measure(bed, connection, bodies, latencies);
                                })
                        .toList();
        HttpLoad.run(bed.rig(), HttpLoad.unpaced(clients, bed.options().stageTime()));
        return timing(
                latencies,
                String.format(Locale.ROOT, "%,d memories, found by id", latencies.count()));
    }

    private static void measure(
            Bed bed, HttpConnection connection, Bodies bodies, Latencies latencies)
            throws IOException {
        var requests = bed.rig().requests();
        var body = bodies.next(bed.workload()::number);
        int posted = HttpLoad.send(connection, requests.post(BatchClients.PATH, body));
        bed.workload().acknowledged(1);
        if (posted != CREATED) {
            return; // durable, but without the promise that is measured here
        }
        long answeredNanos = System.nanoTime();
        var read = requests.get(BatchClients.PATH + "/" + idIn(connection.body()));
        int status = connection.exchange(read);
        while (status != OK) {
            long waitedNanos = System.nanoTime() - answeredNanos;
            if (status != NOT_FOUND || waitedNanos > PATIENCE.toNanos()) {
                throw new StageFailedException(
                        "a memory's read is answered " + status + ": " + connection.body());
            }
            Pause.of(Duration.ofNanos(waitedNanos / PAUSE_PART));
            status = connection.exchange(read);
        }
        latencies.add(System.nanoTime() - answeredNanos);
    }

    private static String idIn(String answer) {
        int from = answer.indexOf(ID) + ID.length();
        return answer.substring(from, answer.indexOf('"', from));
    }
}
