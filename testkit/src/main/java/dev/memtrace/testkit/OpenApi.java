package dev.memtrace.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** docs/openapi.yaml, as the build copied it. Thread-safe. */
final class OpenApi {
    private static final String URI = "urn:memtrace:openapi";

    static final OpenApi DOCUMENT = load();

    private final JsonNode tree;
    private final List<Operation> operations;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private OpenApi(JsonNode tree) {
        this.tree = tree;
        this.operations =
                tree.path("paths")
                        .propertyStream()
                        .flatMap(path -> operations(path.getKey(), path.getValue()))
                        .toList();
        this.registry =
                SchemaRegistry.withDefaultDialect(
                        Dialects.getOpenApi31(),
                        builder ->
                                builder.schemas(Map.of(URI, tree.toString()))
                                        .schemaRegistryConfig(
                                                SchemaRegistryConfig.builder()
                                                        .formatAssertionsEnabled(true)
                                                        .build()));
    }

    private static OpenApi load() {
        try (var in = OpenApi.class.getResourceAsStream("openapi.yaml")) {
            return new OpenApi(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<Operation> operations(String path, JsonNode item) {
        return item.propertyStream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.equals("parameters"))
                .map(method -> new Operation(this, method, path));
    }

    JsonNode tree() {
        return tree;
    }

    List<Operation> operations() {
        return operations;
    }

    /** What the document has for a request; empty if it does not have the path or the method. */
    Optional<Operation> operation(String method, String path) {
        return operations.stream()
                .filter(it -> it.method().equals(method) && it.pathParts(path).isPresent())
                .findFirst();
    }

    boolean hasPath(String path) {
        return operations.stream().anyMatch(it -> it.pathParts(path).isPresent());
    }

    Place root() {
        return new Place("");
    }

    /** A place in the document, by its JSON pointer. */
    final class Place {
        private final String pointer;

        private Place(String pointer) {
            this.pointer = pointer;
        }

        /** What lies below; a reference leads to what it refers to. */
        Place at(String name) {
            var below = new Place(pointer + "/" + name.replace("~", "~0").replace("/", "~1"));
            var reference = below.node().path("$ref");
            return reference.isTextual() ? new Place(reference.textValue().substring(1)) : below;
        }

        boolean exists() {
            return !node().isMissingNode();
        }

        JsonNode node() {
            return tree.at(pointer);
        }

        String pointer() {
            return pointer;
        }

        /** All places directly below. */
        Stream<Map.Entry<String, Place>> below() {
            return node().isArray()
                    ? Stream.iterate(0, i -> i < node().size(), i -> i + 1)
                            .map(String::valueOf)
                            .map(index -> Map.entry(index, at(index)))
                    : node().propertyStream().map(it -> Map.entry(it.getKey(), at(it.getKey())));
        }

        /** What is wrong with {@code value}, given that a schema is here. */
        List<String> problemsOf(JsonNode value) {
            return schema().validate(value).stream()
                    .map(it -> it.getInstanceLocation() + ": " + it.getMessage())
                    .toList();
        }

        private Schema schema() {
            return schemas.computeIfAbsent(
                    pointer, it -> registry.getSchema(SchemaLocation.of(URI + "#" + it)));
        }
    }
}
