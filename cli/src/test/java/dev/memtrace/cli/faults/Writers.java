package dev.memtrace.cli.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.cli.faults.Ledger.Sent;
import dev.memtrace.cli.faults.Ledger.Told;
import dev.memtrace.testkit.ApiAnswer;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Clients as they should be: what is not answered, or answered 503, is sent again as it was until
 * it is answered. Each runs on a thread of its own.
 */
final class Writers {
    private static final Duration RETRY_AFTER = Duration.ofMillis(100);
    private static final Set<Integer> ANSWERED = Set.of(201, 202, 409);

    private final Deployment deployment;
    private final SeedPlan plan;
    private final Timeline time;
    private final Ledger ledger;

    Writers(Deployment deployment, SeedPlan plan, Timeline time, Ledger ledger) {
        this.deployment = deployment;
        this.plan = plan;
        this.time = time;
        this.ledger = ledger;
    }

    /** Returns when all of it is answered, or time is over. */
    void write(List<Post> posts) {
        for (var post : posts) {
            time.await(post.at());
            post.numbers().forEach(number -> ledger.sent(sent(post, number)));
            while (!time.isOver() && !isAnswered(post)) {
                time.pause(RETRY_AFTER);
            }
        }
    }

    private boolean isAnswered(Post post) {
        ApiAnswer answer;
        try {
            answer = send(post);
        } catch (UncheckedIOException e) {
            return false; // it may be durable or not
        }
        if (answer.status() == 503) {
            return false;
        }
        if (!ANSWERED.contains(answer.status())) {
            throw new AssertionError("a post was answered " + answer.status());
        }
        take(post, answer);
        lookFor(post, answer);
        return true;
    }

    /** What was just accepted is in the next read, or the read is refused. */
    private void lookFor(Post post, ApiAnswer answer) {
        if (answer.status() != 201) {
            return;
        }
        var body = answer.body();
        var accepted = post.isBatch() ? body.path("memories").path(0) : body;
        var id = accepted.path("id").asText();
        if (id.isEmpty()) {
            return; // all of the batch are duplicates
        }
        try {
            var api = deployment.client(ServiceName.QUERY, post.org());
            ledger.looked();
            if (api.get("/api/v1/memories/" + id).status() == 404) {
                ledger.missed(id);
            }
        } catch (UncheckedIOException e) {
            // query-api is dead, or dies: it does not say that there is nothing.
        }
    }

    private ApiAnswer send(Post post) {
        var api = deployment.client(ServiceName.INGEST, post.org());
        var headers = post.isAsync() ? new String[] {"Prefer", "respond-async"} : new String[0];
        var memories = post.numbers().stream().map(this::memory).toList();
        return api.post(
                "/api/v1/memories",
                post.isBatch()
                        ? "{\"memories\":[" + String.join(",", memories) + "]}"
                        : memories.getFirst(),
                headers);
    }

    private String memory(int number) {
        return "{\"agent_id\":\"%s\",\"content\":\"memory %d\",\"dedup_key\":\"%s\"}"
                .formatted(plan.agent(), number, key(number));
    }

    private String key(int number) {
        return plan.agent() + "-" + number;
    }

    private Sent sent(Post post, int number) {
        return new Sent(post.org(), key(number));
    }

    private void take(Post post, ApiAnswer answer) {
        var body = answer.body();
        if (post.isBatch()) {
            body.path("memories").forEach(it -> accepted(post, it));
            body.path("duplicates").forEach(it -> duplicate(at(post, it), it));
            body.path("pending").forEach(it -> pending(at(post, it), it));
            return;
        }
        var only = sent(post, post.numbers().getFirst());
        switch (answer.status()) {
            case 201 -> accepted(post, body);
            case 202 -> pending(only, body);
            default -> duplicate(only, body);
        }
    }

    private Sent at(Post post, JsonNode item) {
        return sent(post, post.numbers().get(item.path("index").asInt()));
    }

    private void accepted(Post post, JsonNode memory) {
        var key = memory.path("dedup_key").asText();
        ledger.told(new Sent(post.org(), key), new Told.Accepted(memory.path("id").asText()));
    }

    private void pending(Sent memory, JsonNode item) {
        ledger.told(memory, new Told.Pending(item.path("id").asText()));
    }

    private void duplicate(Sent memory, JsonNode item) {
        ledger.told(memory, new Told.Duplicate(item.path("duplicate_of").asText()));
    }
}
