package dev.memtrace.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.swagger.v3.oas.models.SpecVersion;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/openapi.yaml by itself. */
class OpenApiTest {
    private static final OpenApi DOCUMENT = OpenApi.DOCUMENT;

    @Test
    void another_reader_takes_it_for_openapi_3_1() throws IOException {
        try (var in = OpenApi.class.getResourceAsStream("openapi.yaml")) {
            var text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);

            var read = new OpenAPIV3Parser().readContents(text);

            assertThat(read.getMessages()).isEmpty();
            assertThat(read.getOpenAPI().getSpecVersion()).isEqualTo(SpecVersion.V31);
            assertThat(read.getOpenAPI().getPaths()).hasSize(DOCUMENT.tree().get("paths").size());
        }
    }

    @Test
    void every_reference_leads_somewhere_and_every_component_is_referred_to() {
        var references =
                DOCUMENT.tree().findValuesAsText("$ref").stream()
                        .map(it -> it.substring(1))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(references).allSatisfy(it -> assertThat(DOCUMENT.tree().at(it)).isNotEmpty());
        // What the path or the method is not in the document for has no place that refers to it.
        references.addAll(
                List.of(
                        "/components/responses/NoSuchPath",
                        "/components/responses/Preflight",
                        "/components/responses/MethodNotAllowed",
                        "/components/securitySchemes/apiKey",
                        "/components/securitySchemes/bearer"));
        var components =
                DOCUMENT.root()
                        .at("components")
                        .below()
                        .flatMap(kind -> kind.getValue().below())
                        .map(it -> it.getValue().pointer())
                        .collect(Collectors.toSet());
        assertThat(components).containsExactlyInAnyOrderElementsOf(references);
    }

    /** All places that hold a schema. */
    private static Map<String, OpenApi.Place> schemas() {
        var found = new java.util.TreeMap<String, OpenApi.Place>();
        collectSchemas(DOCUMENT.root().at("paths"), found);
        collectSchemas(DOCUMENT.root().at("components"), found);
        DOCUMENT.root()
                .at("components")
                .at("schemas")
                .below()
                .forEach(it -> found.put(it.getValue().pointer(), it.getValue()));
        return found;
    }

    private static void collectSchemas(OpenApi.Place place, Map<String, OpenApi.Place> found) {
        if (place.pointer().startsWith("/components/schemas/")) {
            return;
        }
        place.below()
                .forEach(
                        it -> {
                            if (it.getKey().equals("schema")) {
                                found.put(it.getValue().pointer(), it.getValue());
                            } else if (it.getValue().pointer().startsWith(place.pointer())) {
                                collectSchemas(it.getValue(), found);
                            }
                        });
    }

    @Test
    void every_schema_is_one() {
        var meta =
                SchemaRegistry.withDefaultDialect(Dialects.getDraft202012())
                        .getSchema(
                                SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

        assertThat(schemas()).hasSizeGreaterThan(40);
        schemas()
                .forEach(
                        (pointer, place) ->
                                assertThat(meta.validate(place.node())).as(pointer).isEmpty());
    }

    /** An example, and the place that has the schema for it. */
    private record Example(OpenApi.Place of, JsonNode value) {}

    private static void collectExamples(OpenApi.Place place, List<Example> found) {
        if (place.at("schema").exists()) {
            if (place.at("example").exists()) {
                found.add(new Example(place.at("schema"), place.at("example").node()));
            }
            if (place.at("examples").exists()) {
                place.at("examples")
                        .below()
                        .map(it -> it.getValue().at("value").node())
                        .forEach(it -> found.add(new Example(place.at("schema"), it)));
            }
            return;
        }
        place.below()
                .map(Map.Entry::getValue)
                .filter(it -> it.pointer().startsWith(place.pointer()))
                .forEach(it -> collectExamples(it, found));
    }

    @Test
    void every_example_fits_its_schema() {
        var examples = new ArrayList<Example>();
        collectExamples(DOCUMENT.root().at("paths"), examples);
        for (var kind : List.of("parameters", "responses", "headers")) {
            collectExamples(DOCUMENT.root().at("components").at(kind), examples);
        }
        schemas()
                .forEach(
                        (_, schema) ->
                                schema.node()
                                        .path("examples")
                                        .forEach(it -> examples.add(new Example(schema, it))));

        assertThat(examples).hasSizeGreaterThan(60);
        for (var example : examples) {
            assertThat(example.of().problemsOf(example.value()))
                    .as("%s: %s", example.of().pointer(), example.value())
                    .isEmpty();
        }
    }

    @Test
    void every_body_has_an_example() {
        for (var operation : DOCUMENT.operations()) {
            operation
                    .place()
                    .at("responses")
                    .below()
                    .flatMap(it -> it.getValue().at("content").below())
                    .forEach(
                            it ->
                                    assertThat(it.getValue().node().has("example"))
                                            .as("%s %s", operation, it.getValue().pointer())
                                            .isNotEqualTo(it.getValue().node().has("examples")));
        }
    }

    @Test
    void every_operation_says_what_it_does_and_how_it_is_refused() {
        var operations = DOCUMENT.operations();

        assertThat(operations)
                .extracting(it -> it.place().at("operationId").node().asText())
                .doesNotContain("")
                .doesNotHaveDuplicates();
        assertThat(operations)
                .allSatisfy(
                        it -> {
                            assertThat(it.place().at("summary").node().asText()).endsWith(".");
                            var statuses = statuses(it);
                            assertThat(statuses).as(it.toString()).contains("500");
                            if (!it.isOpen()) {
                                assertThat(statuses)
                                        .as(it.toString())
                                        .contains("401", "403", "429");
                            }
                            if (it.place().at("requestBody").exists()) {
                                assertThat(statuses)
                                        .as(it.toString())
                                        .contains("400", "413", "415");
                            }
                        });
    }

    private static Set<String> statuses(Operation operation) {
        return operation
                .place()
                .at("responses")
                .below()
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
