package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The client against all of Memtrace, with what they say held against docs/openapi.yaml.
 *
 * <p>The classes share one Memtrace: to start one takes about as long as all of their tests. What a
 * test writes, it therefore gives a {@link #name} of its own.
 */
abstract class ClientFixture {
    static Deployment deployment;
    static CheckingProxy proxy;
    static MemtraceClient memtrace;

    @RegisterExtension
    static final BeforeAllCallback SHARED =
            context -> deployment = SharedDeployment.of(context).deployment();

    @BeforeAll
    static void start() throws IOException {
        proxy = CheckingProxy.before(deployment.uri());
        memtrace = Deployment.client(proxy.uri());
    }

    @AfterAll
    static void stop() {
        memtrace.close();
        proxy.close();
    }

    @AfterEach
    final void all_that_was_said_is_as_documented() {
        assertThat(proxy.problems()).isEmpty();
    }

    static String name() {
        return "n" + UUID.randomUUID();
    }

    static NewMemory.Builder memory(String content) {
        return NewMemory.builder().agentId("crawler").content(content);
    }

    static Memory accepted(NewMemory memory) {
        return ((Written.Accepted) memtrace.memories().write(memory)).memory();
    }

    static NewMemory withEverything(String session) {
        return memory("crawled /pricing of " + session + ": three plans \ud83d\ude00")
                .sessionId(session)
                .memoryType(Memory.DECISION)
                .eventType("plan_chosen")
                .metadata(
                        Map.of(
                                "reasoning",
                                "they change most often",
                                "depth",
                                Map.of("n", 2L, "exact", new BigDecimal("1.10")),
                                "list",
                                List.of(true, 0.5, "x")))
                .tags("pricing", session)
                .importance(0.75)
                .dedupKey("key of " + session)
                .parentId("mem_019c56716d7b7a01b4b1c2d3e4f50617")
                .time(Instant.now().truncatedTo(ChronoUnit.MICROS))
                .build();
    }
}
