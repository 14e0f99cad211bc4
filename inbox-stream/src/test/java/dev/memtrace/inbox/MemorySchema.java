package dev.memtrace.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** docs/schemas/memory.schema.json, as the build copied it. Thread-safe. */
final class MemorySchema {
    /** Where it is, seen from docs. */
    static final String PLACE = "schemas/memory.schema.json";

    static final JsonNode TREE = load();

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(Dialects.getDraft202012());
    private static final Schema SCHEMA = REGISTRY.getSchema(TREE);

    private MemorySchema() {}

    private static JsonNode load() {
        try (var in = MemorySchema.class.getResourceAsStream(PLACE)) {
            return new JsonMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with a value, by the schema. */
    static List<String> problems(JsonNode value) {
        return SCHEMA.validate(value).stream().map(Error::toString).toList();
    }

    /** What is wrong with the schema itself, by that of all schemas. */
    static List<String> ownProblems() {
        return REGISTRY
                .getSchema(SchemaLocation.of(TREE.path("$schema").textValue()))
                .validate(TREE)
                .stream()
                .map(Error::toString)
                .toList();
    }
}
