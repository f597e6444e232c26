package io.pulsemetrics.cli.command;

import static io.pulsemetrics.shop.Orders.ORDERS;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Freshness;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What commands leave in files has the shape of dbt's schemas: their required members and no others. PostgreSQL reads them, with SQL over
 * {@code a}, the artifact.
 */
class ArtifactsTest {
    private static final String RESULT = "adapter_response compiled compiled_code execution_time failures message"
            + " relation_name status thread_id timing unique_id";

    private final TestPostgres database = TestPostgres.database();

    @TempDir
    Path target;

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "comment on column shop.orders.status is 'as \"typed\"'",
                "insert into shop.orders values (1, 10, 5.50, '2026-03-01 10:00', 'paid')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private int type(String command) {
        return Typed.on(database, command, "--threads", "1", "--target-path", target.toString())
                .code();
    }

    /** The distinct answers of an expression over the artifact, in order. */
    private List<String> ask(String artifact, String expression) throws IOException {
        return DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                .resultQuery(
                        "select distinct (x)::text from (select " + expression
                                + " as x from (select ?::jsonb as a) s) t" + " order by 1",
                        Files.readString(target.resolve(artifact)))
                .fetch(0, String.class);
    }

    @Test
    void a_build_leaves_a_manifest_with_what_depends_on_what() throws IOException {
        assertThat(type("build")).isZero();

        assertThat(ask("manifest.json", "jsonb_object_keys(a)"))
                .containsExactlyInAnyOrder(
                        "metadata",
                        "nodes",
                        "sources",
                        "macros",
                        "docs",
                        "exposures",
                        "metrics",
                        "groups",
                        "selectors",
                        "disabled",
                        "parent_map",
                        "child_map",
                        "group_map",
                        "saved_queries",
                        "semantic_models",
                        "unit_tests");
        assertThat(ask("manifest.json", "a #>> '{metadata,dbt_schema_version}'"))
                .containsExactly("https://schemas.getdbt.com/dbt/manifest/v12.json");
        var model = "a #> '{nodes,model.shop.fct_daily_sales}'";
        assertThat(ask("manifest.json", "jsonb_object_keys(" + model + ")"))
                .contains("database", "schema", "name", "resource_type", "package_name", "path", "original_file_path")
                .contains("unique_id", "fqn", "alias", "checksum", "config", "columns", "compiled_code", "raw_code");
        assertThat(ask("manifest.json", model + " ->> 'relation_name'"))
                .containsExactly("\"marts\".\"fct_daily_sales\"");
        assertThat(ask("manifest.json", model + " #> '{depends_on,nodes}'"))
                .containsExactly("[\"model.shop.stg_orders\"]");
        assertThat(ask("manifest.json", "length(" + model + " #>> '{checksum,checksum}')"))
                .containsExactly("64");
        assertThat(ask("manifest.json", "a #> '{child_map,source.shop.shop.orders}'"))
                .containsExactly("[\"model.shop.stg_orders\"]");
        assertThat(ask("manifest.json", "jsonb_path_query(a, '$.nodes.* ? (@.resource_type == \"test\").name')"))
                .hasSize(11)
                .contains("\"stg_orders_order_id_unique\"");
    }

    @Test
    void a_build_leaves_its_results_and_what_the_catalogue_says() throws IOException {
        assertThat(type("build")).isZero();

        assertThat(ask("run_results.json", "jsonb_path_query(a, '$.results.size()')"))
                .containsExactly("13");
        assertThat(ask(
                        "run_results.json",
                        "(select string_agg(k, ' ' order by k) from jsonb_object_keys(r) k)"
                                .replace("(r)", "(jsonb_path_query_first(a, '$.results[*]'))")))
                .containsExactly(RESULT);
        assertThat(ask("run_results.json", "jsonb_path_query(a, '$.results[*].status')"))
                .containsExactly("\"pass\"", "\"success\"");
        var model = "a #> '{nodes,model.shop.stg_orders}'";
        assertThat(ask("catalog.json", model + " #>> '{metadata,type}'")).containsExactly("VIEW");
        assertThat(ask("catalog.json", model + " #>> '{columns,amount,type}'")).containsExactly("numeric(12,2)");
        assertThat(ask("catalog.json", model + " #>> '{columns,amount,comment}'"))
                .containsExactly("What the customer paid, in USD");
        assertThat(ask("catalog.json", "a #>> '{sources,source.shop.shop.orders,columns,status,comment}'"))
                .containsExactly("as \"typed\"");
        assertThat(ask("catalog.json", "a #>> '{nodes,model.shop.fct_daily_sales,stats,row_count,value}'"))
                .containsExactly("1");
    }

    @Test
    void a_failed_build_tells_what_failed_and_what_was_skipped() throws IOException {
        database.execute("update shop.orders set status = 'lost'");

        assertThat(type("build")).isEqualTo(1);

        assertThat(ask("run_results.json", "jsonb_path_query(a, '$.results[*] ? (@.status == \"fail\").failures')"))
                .containsExactly("1");
        assertThat(ask(
                        "run_results.json",
                        "jsonb_path_query(a, '$.results[*] ? (@.unique_id starts with \"model\").status')"))
                .containsExactly("\"skipped\"", "\"success\"");
    }

    @Test
    void a_check_leaves_the_results_of_checks_alone() throws IOException {
        type("build");

        assertThat(type("check")).isZero();

        assertThat(ask("run_results.json", "jsonb_path_query(a, '$.results.size()')"))
                .containsExactly("11");
        assertThat(ask("run_results.json", "jsonb_path_query(a, '$.results[*].status')"))
                .containsExactly("\"pass\"");
    }

    private Typed typeWithSource(String... arguments) {
        var source = Source.of(ORDERS)
                .loadedAt(ORDERS.ORDERED_AT)
                .with(new Freshness(
                        Optional.of(Duration.ofMinutes(90)),
                        Optional.of(Duration.ofDays(30)),
                        ORDERS.STATUS.eq(inline("paid"))))
                .checks(Check.notNull(ORDERS.CUSTOMER_ID));
        return Typed.on(database, () -> Project.of(STG_ORDERS).with(source), arguments);
    }

    @Test
    void freshness_leaves_sources_and_kept_ones_tell_what_is_fresher() throws IOException {
        var path = target.toString();

        assertThat(typeWithSource("freshness", "--target-path", path).code()).isZero();
        assertThat(typeWithSource("build", "--target-path", path).code()).isZero();

        assertThat(ask("sources.json", "a #>> '{metadata,dbt_schema_version}'"))
                .containsExactly("https://schemas.getdbt.com/dbt/sources/v3.json");
        assertThat(ask("sources.json", "a #- '{metadata}' #- '{elapsed_time}' #- '{results,0,execution_time}'"))
                .containsExactly("{\"results\": [{\"status\": \"warn\", \"timing\": [], \"criteria\": {\"filter\":"
                        + " \"\\\"shop\\\".\\\"orders\\\".\\\"status\\\" = 'paid'\", \"warn_after\": {\"count\": 90,"
                        + " \"period\": \"minute\"}, \"error_after\": {\"count\": 30, \"period\": \"day\"}},"
                        + " \"thread_id\": \"main\", \"unique_id\": \"source.shop.shop.orders\", \"max_loaded_at\":"
                        + " \"2026-03-01T10:00:00Z\", \"snapshotted_at\": \"2026-03-10T12:00:00Z\","
                        + " \"adapter_response\": {}, \"max_loaded_at_time_ago_in_s\": 784800.0}]}");
        var source = "a #> '{sources,source.shop.shop.orders}'";
        assertThat(ask("manifest.json", source + " ->> 'loaded_at_field'")).containsExactly("ordered_at");
        assertThat(ask("manifest.json", source + " #>> '{freshness,error_after,count}'"))
                .containsExactly("30");
        assertThat(ask(
                        "manifest.json",
                        "jsonb_path_query(a, '$.nodes.* ? (@.resource_type == \"test\").attached_node')"))
                .contains("\"source.shop.shop.orders\"");
        assertThat(fresher(path)).isEmpty();
        database.execute("insert into shop.orders values (2, 10, 1, '2026-03-02', 'paid')");
        assertThat(fresher(path)).isEqualTo("source:shop.orders\n");
        database.execute("drop table shop.orders cascade");
        assertThat(typeWithSource("freshness", "--target-path", path).code()).isEqualTo(1);
        assertThat(ask("sources.json", "jsonb_path_query(a, '$.results[*].status')"))
                .containsExactly("\"runtime error\"");
        Files.delete(target.resolve("sources.json"));
        assertThat(typeWithSource("ls", "-s", "source_status:fresher", "--state", path)
                        .out())
                .isEmpty();
    }

    private String fresher(String state) {
        return typeWithSource("ls", "-s", "source_status:fresher", "--state", state)
                .out();
    }

    @Test
    void kept_artifacts_serve_selectors_that_compare() throws IOException {
        database.execute("update shop.orders set status = 'lost'");
        type("build");
        var manifest = target.resolve("manifest.json");
        var stg = ask("manifest.json", "a #>> '{nodes,model.shop.stg_orders,checksum,checksum}'")
                .getFirst();

        assertThat(ls("state:modified")).isEmpty();
        assertThat(ls("state:unmodified")).isEqualTo("staging.stg_orders\nmarts.fct_daily_sales\n");
        assertThat(ls("result:fail")).isEqualTo("staging.stg_orders\n");
        assertThat(ls("result:skipped")).isEqualTo("marts.fct_daily_sales\n");
        Files.writeString(manifest, Files.readString(manifest).replace(stg, "0".repeat(64)));
        assertThat(ls("state:modified")).isEqualTo("staging.stg_orders\n");

        Files.writeString(manifest, "{\"nodes\": [1,]}");
        assertThat(Typed.on(database, "ls", "-s", "state:new", "--state", target.toString())
                        .err())
                .isEqualTo(manifest + ": it is no artifact: a value is expected at character 14."
                        + " Keep another copy. [selector]\n");
    }

    private String ls(String selector) {
        return Typed.on(database, "ls", "-s", selector, "--resource-type", "model", "--state", target.toString())
                .out();
    }
}
