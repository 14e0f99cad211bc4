package dev.memtrace.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Random;

/** What is read. Each kind is asked in a few ways that agents ask it, none of them twice alike. */
enum Question {
    /** The newest of all, of an agent, of a type with a tag, or of a session. */
    LIST {
        @Override
        HttpRequest next(Stage.Bed bed, Random random) {
            var agent = String.format(Locale.ROOT, "agent-%02d", random.nextInt(Timeline.AGENTS));
            var path =
                    switch (random.nextInt(4)) {
                        case 0 -> "/api/v1/memories?since=24h&limit=100";
                        case 1 -> "/api/v1/memories?since=7d&limit=100&agent_id=" + agent;
                        case 2 ->
                                "/api/v1/memories?limit=50&memory_type=decision&tags="
                                        + Workload.tag(random);
                        default ->
                                String.format(
                                        Locale.ROOT,
                                        "/api/v1/sessions/%s/memories?limit=100",
                                        session(
                                                random.nextInt(
                                                        bed.workload().timeline().sessions())));
                    };
            return bed.rig().requests().get(path);
        }
    },

    /** A word in contents: of a day, of a week, of all time, or of important decisions. */
    SEARCH {
        @Override
        HttpRequest next(Stage.Bed bed, Random random) {
            var more =
                    switch (random.nextInt(4)) {
                        case 0 -> "\"since\":\"24h\"";
                        case 1 -> "\"since\":\"7d\",\"limit\":50";
                        case 2 -> "\"limit\":20";
                        default ->
                                "\"since\":\"30d\",\"memory_types\":[\"decision\"],"
                                        + "\"min_importance\":0.5";
                    };
            var word = bed.workload().vocabulary().word(random);
            var body = "{\"content_contains\":\"" + word + "\"," + more + "}";
            return bed.rig().requests().post("/api/v1/search", body.getBytes(UTF_8));
        }
    },

    /** What a session of today was about, for a prompt. */
    CONTEXT {
        @Override
        HttpRequest next(Stage.Bed bed, Random random) {
            int number =
                    bed.workload().timeline().firstRecentSession()
                            + random.nextInt(Timeline.AGENTS);
            var body = "{\"max_tokens\":4000}".getBytes(UTF_8);
            var path = "/api/v1/sessions/" + session(number) + "/context";
            return bed.rig().requests().post(path, body);
        }
    };

    /** The next request of this kind. */
    abstract HttpRequest next(Stage.Bed bed, Random random);

    private static String session(int number) {
        return String.format(Locale.ROOT, "session-%06d", number);
    }

    /** As the table names it. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
