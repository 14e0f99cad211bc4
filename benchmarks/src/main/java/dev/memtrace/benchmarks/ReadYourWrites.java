package dev.memtrace.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * How long a client takes to have its memory judged and then to find it, both together.
 *
 * @param isList whether it looks for it in a list, which asks the store; else by its id
 * @param oneIn how many post, for each one that reads what it has posted
 */
record ReadYourWrites(boolean isList, int oneIn) implements Stage {
    private static final int PER_SECOND = 1_000;

    /** Enough for everybody who comes while answers take a quarter of a second. */
    private static final int CONNECTIONS = 256;

    /** Others post under the same agent between the two. */
    private static final int LIMIT = 100;

    private static final int CREATED = 201;

    @Override
    public String name() {
        return String.format(
                Locale.ROOT,
                "POST at 1,000/s and %s of %s",
                isList ? "list" : "get",
                oneIn == 1 ? "each" : "one in " + oneIn);
    }

    @Override
    public Optional<Goal> goal() {
        return Optional.of(new Goal.MedianAndP99(35, 80));
    }

    @Override
    public Result run(Bed bed) {
        var latencies = new Latencies();
        var missed = new AtomicLong();
        var posts = new AtomicLong();
        var isMeasured = new AtomicBoolean();
        List<HttpLoad.TimedClient> clients =
                IntStream.range(0, CONNECTIONS)
                        .mapToObj(
                                number -> {
                                    var bodies = bed.workload().singles(number);
                                    return (HttpLoad.TimedClient)
                                            (connection, intendedNanos) -> {
                                                if (posts.incrementAndGet() % oneIn != 0) {
                                                    SingleClients.send(bed, connection, bodies);
                                                    return;
                                                }
                                                if (!isFound(bed, connection, bodies)) {
                                                    missed.incrementAndGet();
                                                }
                                                if (isMeasured.get()) {
                                                    latencies.add(
                                                            System.nanoTime() - intendedNanos);
                                                }
                                            };
                                })
                        .toList();
        var time = bed.options().stageTime();
        HttpLoad.run(bed.rig(), HttpLoad.paced(clients, PER_SECOND, time.dividedBy(5)));
        isMeasured.set(true);
        HttpLoad.run(bed.rig(), HttpLoad.paced(clients, PER_SECOND, time));
        if (missed.get() > 0) {
            throw new StageFailedException(missed + " memories were not in the next read");
        }
        return timing(
                latencies,
                String.format(
                        Locale.ROOT,
                        "%,d reads, each with what was just posted",
                        latencies.count()));
    }

    private boolean isFound(Bed bed, HttpConnection connection, Bodies bodies) throws IOException {
        var requests = bed.rig().requests();
        var body = bodies.next(bed.workload()::number);
        int posted = HttpLoad.send(connection, requests.post(BatchClients.PATH, body));
        bed.workload().acknowledged(1);
        var answer = connection.body();
        var id = field(answer, "id");
        var path =
                BatchClients.PATH
                        + (isList
                                ? "?limit=" + LIMIT + "&agent_id=" + field(answer, "agent_id")
                                : "/" + id);
        var _ = HttpLoad.send(connection, requests.get(path));
        // 202 promises nothing of the next read.
        return posted != CREATED || connection.body().contains(id);
    }

    private static String field(String answer, String name) {
        var start = "\"" + name + "\":\"";
        int from = answer.indexOf(start) + start.length();
        return answer.substring(from, answer.indexOf('"', from));
    }
}
