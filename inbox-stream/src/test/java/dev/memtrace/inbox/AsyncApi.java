package dev.memtrace.inbox;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** docs/asyncapi.yaml, as the build copied it. Thread-safe. */
final class AsyncApi {
    static final JsonNode TREE = load();

    private static final String URI = "urn:memtrace:asyncapi";

    /** Schemas of AsyncAPI are those of draft 7, and some more. */
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(
                    Dialects.getDraft7(), builder -> builder.schemas(Map.of(URI, TREE.toString())));

    private AsyncApi() {}

    private static JsonNode load() {
        var mapper =
                YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
        try (var in = AsyncApi.class.getResourceAsStream("asyncapi.yaml")) {
            return mapper.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A message of the components. */
    static JsonNode message(String name) {
        var message = TREE.at("/components/messages").path(name);
        if (message.isMissingNode()) {
            throw new AssertionError("docs/asyncapi.yaml has no message " + name);
        }
        return message;
    }

    /** Names of the headers that a message may have. */
    static Set<String> headers(String message) {
        return names(message(message).at("/headers/properties"));
    }

    /** Beginnings of names of further headers, as patterns. */
    static Set<String> headerPatterns(String message) {
        return names(message(message).at("/headers/patternProperties"));
    }

    static Set<String> names(JsonNode object) {
        return object.propertyStream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /** What is wrong with a value, by the schema at this place of the document. */
    static List<String> problems(String pointer, JsonNode value) {
        return REGISTRY.getSchema(SchemaLocation.of(URI + "#" + pointer)).validate(value).stream()
                .map(Error::toString)
                .toList();
    }
}
