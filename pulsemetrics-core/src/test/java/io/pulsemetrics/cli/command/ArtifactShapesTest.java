package io.pulsemetrics.cli.command;

import static io.pulsemetrics.shop.Orders.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.EveryKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The objects in the artifacts of a project with everything that a model can become have the members that dbt's schemas ask for, of the
 * types that they ask for, and none that the schemas do not know. A shape says it in words: {@code name:type}, with {@code !} where the
 * schema requires it and {@code ?} where it may be null.
 */
class ArtifactShapesTest {
    private static final String NODE =
            "alias:text! checksum:object! database:text! fqn:list! name:text! original_file_path:text!"
                    + " package_name:text! path:text! resource_type:text! schema:text! unique_id:text! columns:object config:object"
                    + " depends_on:object description:text tags:list";
    private static final ImmutableMap<String, String> NODES = ImmutableMap.of(
            "model",
            NODE
                    + " compiled:truth compiled_code:text? contract:object language:text meta:object primary_key:list raw_code:text"
                    + " refs:list relation_name:text? sources:list",
            "seed",
            NODE + " meta:object raw_code:text relation_name:text?",
            "test",
            NODE + " attached_node:text? column_name:text? language:text refs:list sources:list test_metadata:object");
    private static final String SOURCE =
            "database:text! fqn:list! identifier:text! loader:text! name:text! original_file_path:text!"
                    + " package_name:text! path:text! resource_type:text! schema:text! source_description:text! source_name:text!"
                    + " unique_id:text! columns:object description:text freshness:object? loaded_at_field:text? relation_name:text?";
    private static final String RESULT =
            "adapter_response:object! compiled:truth!? compiled_code:text!? execution_time:number!"
                    + " failures:number!? message:text!? relation_name:text!? status:text! thread_id:text! timing:list! unique_id:text!";
    private static final String FRESHNESS =
            "adapter_response:object! criteria:object! execution_time:number! max_loaded_at:text!"
                    + " max_loaded_at_time_ago_in_s:number! snapshotted_at:text! status:text! thread_id:text! timing:list! unique_id:text!";

    private final TestPostgres database = TestPostgres.database();
    private final List<String> wrong = new ArrayList<>();

    @TempDir
    Path directory;

    @BeforeEach
    void load() {
        database.execute(EveryKind.sources());
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static Project project() {
        return EveryKind.project()
                .with(Source.of(ORDERS)
                        .loadedAt(ORDERS.ORDERED_AT)
                        .freshness(Duration.ofDays(2), Duration.ofDays(30))
                        .checks(
                                Check.notNull(ORDERS.CUSTOMER_ID),
                                Check.atMost(ORDERS.AMOUNT, BigDecimal.ONE).warn()));
    }

    private Typed type(String command) {
        return Typed.on(database, ArtifactShapesTest::project, command, "--target-path", directory.toString());
    }

    private Map<?, ?> read(String artifact) throws IOException {
        return object(Json.read(Files.readString(directory.resolve(artifact))));
    }

    private static Map<?, ?> object(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<?, ?>) value;
    }

    private static Stream<? extends Map<?, ?>> objects(@Nullable Object value) {
        var values = value instanceof Map<?, ?> map ? ImmutableList.copyOf(map.values()) : (List<?>) value;
        return values == null ? Stream.empty() : values.stream().map(ArtifactShapesTest::object);
    }

    private void has(String shape, Map<?, ?> object) {
        var known = new ArrayList<String>();
        for (var member : shape.split(" ", -1)) {
            var name = member.replaceFirst(":.*", "");
            known.add(name);
            if (!object.containsKey(name) && member.contains("!")) {
                wrong.add("%s lacks %s".formatted(object, name));
            } else if (object.containsKey(name) && !isOf(member, object.get(name))) {
                wrong.add("%s is %s in %s".formatted(member, object.get(name), object));
            }
        }
        object.keySet().stream()
                .filter(name -> !known.contains(String.valueOf(name)))
                .forEach(name -> wrong.add("%s is not known in %s".formatted(name, object)));
    }

    private static boolean isOf(String member, @Nullable Object value) {
        if (value == null) {
            return member.endsWith("?");
        }
        var type = member.replaceFirst(".*:", "").replaceAll("[!?]", "");
        return switch (type) {
            case "text" -> value instanceof String;
            case "number" -> value instanceof Double;
            case "truth" -> value instanceof Boolean;
            case "list" -> value instanceof List;
            case "object" -> value instanceof Map;
            default -> throw new IllegalArgumentException(member);
        };
    }

    private void metadata(Map<?, ?> artifact, String schema) {
        var metadata = object(artifact.get("metadata"));
        assertThat(metadata.get("dbt_schema_version"))
                .isEqualTo("https://schemas.getdbt.com/dbt/%s.json".formatted(schema));
        assertThat(String.valueOf(metadata.get("generated_at")))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d.*Z");
    }

    private void nothingIsWrong() {
        assertThat(wrong).isEmpty();
    }

    @Test
    void a_shape_notices_what_is_missing_unknown_or_of_another_type() {
        has("name:text! index:number! comment:text?", Map.of("name", 1.0, "other", "x"));

        assertThat(wrong)
                .hasSize(3)
                .anyMatch(problem -> problem.startsWith("name:text! is 1.0 in "))
                .anyMatch(problem -> problem.endsWith(" lacks index"))
                .anyMatch(problem -> problem.startsWith("other is not known in "));
    }

    @Test
    void a_manifest_has_the_shape_of_v12() throws IOException {
        assertThat(type("build").code()).isZero();
        var manifest = read("manifest.json");

        has(
                "child_map:object! disabled:object! docs:object! exposures:object! group_map:object! groups:object! macros:object!"
                        + " metadata:object! metrics:object! nodes:object! parent_map:object! saved_queries:object! selectors:object!"
                        + " semantic_models:object! sources:object! unit_tests:object!",
                manifest);
        metadata(manifest, "manifest/v12");
        objects(manifest.get("nodes")).forEach(node -> {
            var kind = String.valueOf(node.get("resource_type"));
            assertThat(NODES).containsKey(kind);
            has(String.valueOf(NODES.get(kind)), node);
            has("checksum:text! name:text!", object(node.get("checksum")));
            has(kind.equals("seed") ? "macros:list" : "macros:list nodes:list", object(node.get("depends_on")));
        });
        objects(manifest.get("sources")).forEach(source -> has(SOURCE, source));
        assertThat(objects(manifest.get("nodes")).map(node -> String.valueOf(node.get("resource_type"))))
                .contains("model", "seed", "test");
        nothingIsWrong();
    }

    @Test
    void results_have_the_shape_of_v6_whatever_became_of_nodes_and_checks() throws IOException {
        type("build");
        results("success", "pass");
        type("check");
        results("pass", "warn");
        database.execute("update shop.orders set customer_id = null");
        assertThat(type("check").code()).isEqualTo(1);
        results("pass", "warn", "fail");
        database.execute("insert into shop.orders select * from shop.orders");
        assertThat(type("build").code()).isEqualTo(1);
        results("success", "error", "skipped", "pass", "fail");
        nothingIsWrong();
    }

    private void results(String... statuses) throws IOException {
        var artifact = read("run_results.json");
        has("args:object elapsed_time:number! metadata:object! results:list!", artifact);
        metadata(artifact, "run-results/v6");
        objects(artifact.get("results")).forEach(result -> has(RESULT, result));
        assertThat(objects(artifact.get("results")).map(result -> String.valueOf(result.get("status"))))
                .isSubsetOf(statuses);
    }

    @Test
    void a_catalog_has_the_shape_of_v1() throws IOException {
        type("build");
        var catalog = read("catalog.json");

        has("errors:list? metadata:object! nodes:object! sources:object!", catalog);
        metadata(catalog, "catalog/v1");
        Stream.concat(objects(catalog.get("nodes")), objects(catalog.get("sources")))
                .forEach(table -> {
                    has("columns:object! metadata:object! stats:object! unique_id:text?", table);
                    has(
                            "comment:text? database:text? name:text! owner:text? schema:text! type:text!",
                            object(table.get("metadata")));
                    objects(table.get("columns"))
                            .forEach(column -> has("comment:text? index:number! name:text! type:text!", column));
                    objects(table.get("stats")).forEach(stat -> {
                        assertThat(stat.get("value")).isNotNull();
                        assertThat(stat.get("include")).isInstanceOf(Boolean.class);
                        assertThat(List.copyOf(stat.keySet()).stream().map(String::valueOf))
                                .contains("id", "include", "label", "value")
                                .isSubsetOf("description", "id", "include", "label", "value");
                    });
                });
        nothingIsWrong();
    }

    @Test
    void sources_have_the_shape_of_v3_whether_they_could_be_asked_or_not() throws IOException {
        assertThat(type("freshness").code()).isZero();
        var sources = read("sources.json");
        has("elapsed_time:number! metadata:object! results:list!", sources);
        metadata(sources, "sources/v3");
        objects(sources.get("results")).forEach(result -> {
            has(FRESHNESS, result);
            assertThat(result.get("status")).isEqualTo("warn");
            has("error_after:object? filter:text? warn_after:object?", object(result.get("criteria")));
        });

        database.execute("drop table shop.orders");
        assertThat(type("freshness").code()).isEqualTo(1);
        objects(read("sources.json").get("results")).forEach(result -> {
            has("error:text!? status:text! unique_id:text!", result);
            assertThat(result.get("status")).isEqualTo("runtime error");
        });
        nothingIsWrong();
    }
}
