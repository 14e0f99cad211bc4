package dev.memtrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.memtrace.testkit.ApiClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Java examples of the documentation do what they say. */
final class ExampleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path THIS =
            Path.of("src", "test", "java", "dev", "memtrace", "client", "ExampleIT.java");
    private static final Path README = Path.of("..", "README.md");
    private static final Path PRODUCING = Path.of("..", "docs", "producing.md");

    @TempDir private static Path folder;

    private static Deployment deployment;

    @BeforeAll
    static void start() {
        deployment = Deployment.start(folder);
    }

    @AfterAll
    static void stop() {
        deployment.close();
    }

    @Test
    void the_example_of_the_readme_writes_a_memory_once_and_recalls_it() throws Exception {
        var first = printed();
        var second = printed();

        assertThat(first).hasSize(3);
        assertThat(first.get(0)).matches("kept as mem_[0-9a-f]{32}");
        assertThat(first.get(1)).isEqualTo("crawled /pricing: three plans, no free tier");
        assertThat(first.get(2)).startsWith("## Session Context (launch)");
        assertThat(second.get(0)).isEqualTo(first.get(0).replace("kept as", "was known as"));
        assertThat(second.get(1)).isEqualTo(first.get(1));
    }

    private static List<String> printed() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new PrintStream(bytes)) {
            run(deployment.uri(), ApiClient.KEY, out);
        }
        return bytes.toString().lines().filter(it -> !it.isBlank()).limit(3).toList();
    }

    private static void run(URI uri, String key, PrintStream out) {
        // readme {
        try (var memtrace = MemtraceClient.builder().uri(uri).apiKey(key).build()) {
            var memory =
                    NewMemory.builder()
                            .agentId("crawler")
                            .sessionId("launch")
                            .content("crawled /pricing: three plans, no free tier")
                            .tags("pricing")
                            .build();
            switch (memtrace.memories().write(memory)) {
                case Written.Accepted(var kept) -> out.println("kept as " + kept.id());
                case Written.Duplicate it -> out.println("was known as " + it.duplicateOf());
                case Written.Pending(var later) -> out.println("durable as " + later.id());
            }

            var ofPricing =
                    MemoryFilter.builder().tags("pricing").since(Duration.ofHours(1)).build();
            memtrace.memories().listAll(ofPricing).forEach(it -> out.println(it.content()));

            var wish = ContextRequest.LAST_DAY.maxTokens(500);
            out.println(memtrace.sessions().context("launch", wish).markdown());
        }
        // }
    }

    @Test
    void the_example_of_producing_writes_a_memory_to_the_inbox() {
        await().atMost(PATIENCE).untilAsserted(() -> produce(deployment.bootstrapServers()));

        var filter = MemoryFilter.builder().contentContains("robots.txt forbids").build();
        try (var memtrace = deployment.client()) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(memtrace.memories().list(filter).items()).hasSize(1));
        }
    }

    private static void produce(String brokers) {
        // producing {
        try (var producer =
                MemoryProducer.builder().bootstrapServers(brokers).org("org_default").build()) {
            var memory =
                    NewMemory.builder()
                            .agentId("crawler")
                            .content("robots.txt forbids /private")
                            .build();
            var place = producer.send(memory).join(); // durable, or an exception
            System.out.println("in partition " + place.partition() + " at " + place.offset());
        }
        // }
    }

    @Test
    void the_documentation_shows_the_code_that_runs_here() throws IOException {
        assertThat(javaIn(README)).isEqualTo(codeHere("readme"));
        assertThat(javaIn(PRODUCING)).isEqualTo(codeHere("producing"));
    }

    /** The one block of Java in a document. */
    private static String javaIn(Path document) throws IOException {
        var blocks = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
        var found = blocks.matcher(Files.readString(document)).results().toList();
        assertThat(found).as("blocks of Java in " + document).hasSize(1);
        return found.getFirst().group(1);
    }

    /** What stands between the marks of this name, without its indentation. */
    private static String codeHere(String name) throws IOException {
        var marks = Pattern.compile(" {8}// " + name + " \\{\n(.*?) {8}// }\n", Pattern.DOTALL);
        var found = marks.matcher(Files.readString(THIS)).results().toList();
        assertThat(found).as("code marked " + name).hasSize(1);
        return found.getFirst().group(1).indent(-8);
    }
}
