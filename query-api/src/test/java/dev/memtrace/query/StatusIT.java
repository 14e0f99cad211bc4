package dev.memtrace.query;

import static dev.memtrace.query.MemoryBuilder.NOON;
import static dev.memtrace.query.MemoryBuilder.aMemory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memtrace.core.memory.MemoryId;
import dev.memtrace.core.memory.OrgId;
import dev.memtrace.query.QueryBench.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client is told that asks what became of its memory. */
final class StatusIT {
    private static final OrgId ORG = new OrgId("org_a");
    private static final MemoryId ID = MemoryId.of(NOON, 1, 1);
    private static final MemoryId ORIGINAL = MemoryId.of(NOON, 2, 2);

    @TempDir private Path directory;
    private QueryBench bench;

    @BeforeEach
    void start() {
        bench = new QueryBench(directory);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Answer ask(MemoryId id) {
        return bench.get("/api/v1/memories/" + id + "/status");
    }

    private String status(MemoryId id) {
        var answer = ask(id);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().get("id").asText()).isEqualTo(id.toString());
        return answer.json().get("status").asText();
    }

    private void add(Outcome outcome) {
        bench.fates.outcomes().add(ORG, ID, outcome, 0);
    }

    @Test
    void a_memory_is_pending_then_accepted_then_stored() {
        var memory = aMemory().build();
        assertThat(status(memory.id())).isEqualTo("unknown");

        bench.fates.addUndecided(memory.id());
        assertThat(status(memory.id())).isEqualTo("pending");

        bench.accept(memory, true);
        assertThat(status(memory.id())).isEqualTo("accepted");

        bench.settle();
        assertThat(status(memory.id())).isEqualTo("stored");
    }

    @Test
    void a_memory_that_is_decided_while_somebody_looks_is_not_unknown() {
        var memory = aMemory().build();
        bench.fates.whileAsked(() -> bench.accept(memory, false));

        assertThat(status(memory.id())).isEqualTo("accepted");
    }

    @Test
    void a_duplicate_names_the_one_that_was_kept() {
        add(new Outcome.Duplicate(ORIGINAL, true));

        var answer = ask(ID).json();
        assertThat(answer.get("status").asText()).isEqualTo("duplicate");
        assertThat(answer.get("duplicate_of").asText()).isEqualTo(ORIGINAL.toString());
        assertThat(answer.get("same_content").asBoolean()).isTrue();
    }

    @Test
    void what_was_refused_or_rejected_says_why_until_it_is_put_back() {
        var memory = aMemory().build();
        var outcomes = bench.fates.outcomes();
        outcomes.add(ORG, memory.id(), new Outcome.Refused("bad column"), 0);
        assertThat(status(memory.id())).isEqualTo("refused");
        assertThat(ask(memory.id()).json().get("reason").asText()).isEqualTo("bad column");

        add(new Outcome.Rejected("no memory"));
        assertThat(status(ID)).isEqualTo("rejected");
        assertThat(ask(ID).json().get("reason").asText()).isEqualTo("no memory");

        bench.store(memory);
        assertThat(status(memory.id())).isEqualTo("stored");
    }

    @Test
    void another_orgs_memory_is_unknown() {
        add(new Outcome.Duplicate(ORIGINAL, true));
        var recent = aMemory().build();
        bench.accept(recent, false);

        for (var id : new MemoryId[] {ID, recent.id()}) {
            assertThat(
                            bench.get("key-b", "/api/v1/memories/" + id + "/status")
                                    .json()
                                    .get("status")
                                    .asText())
                    .isEqualTo("unknown");
        }
    }

    @Test
    void what_is_no_id_is_refused_and_what_cannot_be_told_is_503() {
        var wrong = bench.get("/api/v1/memories/mem_1/status");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().get("error").asText())
                .isEqualTo("id must be mem_ and 32 hex digits, got mem_1");

        bench.fates.losesKafka();
        assertThat(ask(ID).status()).isEqualTo(503);
        assertThat(ask(ID).response().headers().firstValue("Retry-After")).contains("2");
    }
}
