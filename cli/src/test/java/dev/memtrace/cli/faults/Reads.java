package dev.memtrace.cli.faults;

import com.fasterxml.jackson.databind.JsonNode;
import dev.memtrace.cli.faults.Judge.Served;
import dev.memtrace.cli.faults.Ledger.Sent;
import dev.memtrace.testkit.ApiAnswer;
import java.util.ArrayList;
import java.util.List;

/** What query-api serves of one seed. Thread-safe. */
final class Reads {
    /** Small, so that a seed has several pages. */
    private static final int PAGE = 97;

    private final Deployment deployment;
    private final String agent;

    Reads(Deployment deployment, String agent) {
        this.deployment = deployment;
        this.agent = agent;
    }

    /** All pages of all orgs, as they come: what is shown twice is there twice. */
    List<Served> all() {
        var all = new ArrayList<Served>();
        for (int org = 0; org < SeedPlan.ORGS_MAX; org++) {
            var cursor = "";
            do {
                cursor = page(org, cursor, all);
            } while (!cursor.isEmpty());
        }
        return all;
    }

    private String page(int org, String cursor, List<Served> all) {
        var path = "/api/v1/memories?agent_id=" + agent + "&limit=" + PAGE;
        var answer = get(org, path + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
        if (answer.status() != 200) {
            throw new AssertionError("a list was answered " + answer.status());
        }
        var body = answer.body();
        for (var memory : body.path("memories")) {
            var sent = new Sent(org, memory.path("dedup_key").asText());
            all.add(new Served(sent, memory.path("id").asText()));
        }
        return body.path("next_cursor").asText();
    }

    /** How many memories query-api shows although their Arc may not have them. */
    int notYetInArc() {
        return Integer.parseInt(
                deployment.client(ServiceName.QUERY, 0).metric("query_tail_memories"));
    }

    /** Whether the memory is found by its id, too. */
    boolean isFound(int org, String id) {
        var answer = get(org, "/api/v1/memories/" + id);
        return switch (answer.status()) {
            case 200 -> answer.body().path("id").asText().equals(id);
            case 404 -> false;
            default -> throw new AssertionError("a read was answered " + answer.status());
        };
    }

    /** What the API says became of a memory. */
    JsonNode fate(int org, String id) {
        var answer = get(org, "/api/v1/memories/" + id + "/status");
        if (answer.status() != 200) {
            throw new AssertionError("a question for a fate was answered " + answer.status());
        }
        return answer.body();
    }

    private ApiAnswer get(int org, String path) {
        return deployment.client(ServiceName.QUERY, org).get(path);
    }
}
