package dev.memtrace.core.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.memtrace.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MemoryJsonTest {
    @Test
    void what_a_memory_does_not_have_is_left_out() throws IOException {
        var memory = Memories.memory("org_a", "x");

        assertThat(text(memory))
                .isEqualTo(
                        "{\"id\":\"%1$s\",\"memory_id\":\"%1$s\",\"time\":\"2026-02-13T12:00:00Z\",\"org_id\":\"org_a\",\"agent_id\":\"agent_a\",\"memory_type\":\"episodic\",\"event_type\":\"general\",\"content\":\"x\",\"dedup_key\":\"%2$s\"}"
                                .formatted(memory.id(), memory.dedupKey()));
    }

    @Test
    void metadata_goes_in_as_it_is_or_as_text_if_it_is_no_json() throws IOException {
        assertThat(text(withMetadata("{\"a\": 1.10}"))).contains("\"metadata\":{\"a\": 1.10}");
        for (var broken : new String[] {"{", "{}}", "{\"a\":tru}", "nul", "1 2", "{\"a\":1}x"}) {
            assertThat(json(withMetadata(broken)).get("metadata").textValue()).isEqualTo(broken);
        }
    }

    @Test
    void any_memory_makes_json_that_reads_back() {
        Seeds.forEach(
                300,
                chance -> {
                    var memory = Memories.random(chance);

                    var json = json(memory);

                    assertThat(json.get("content").textValue()).isEqualTo(memory.content());
                    assertThat(json.path("tags").size()).isEqualTo(memory.tags().size());
                    assertThat(json.path("importance").asDouble()).isEqualTo(memory.importance());
                    assertThat(json.path("parent_id").asText(""))
                            .isEqualTo(memory.parent().orElse(""));
                });
    }

    private static Memory withMetadata(String json) {
        var plain = Memories.memory("org_a", "x");
        return new Memory(
                plain.id(),
                plain.time(),
                plain.org(),
                plain.agent(),
                plain.session(),
                plain.type(),
                plain.eventType(),
                plain.content(),
                Optional.of(json),
                plain.tags(),
                plain.dedupKey(),
                plain.importance(),
                plain.parent());
    }

    private static JsonNode json(Memory memory) throws IOException {
        return new JsonMapper().readTree(text(memory));
    }

    private static String text(Memory memory) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var json = new JsonFactory().createGenerator(out)) {
            MemoryJson.write(json, memory);
        }
        return out.toString(UTF_8);
    }
}
