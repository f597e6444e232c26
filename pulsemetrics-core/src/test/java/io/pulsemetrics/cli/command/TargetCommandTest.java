package io.pulsemetrics.cli.command;

import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.Target;
import io.pulsemetrics.shop.Shop;
import java.nio.file.Path;
import java.util.List;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which target a command works on, and as whom. */
class TargetCommandTest {
    private final TestPostgres database = Shop.of("(1, 10, 5.50, '2026-03-01 10:00', 'paid')");

    @TempDir
    Path directory;

    @AfterEach
    void drop() {
        database.close();
    }

    private String url() {
        var source = database.dataSource();
        return source.getUrl().replaceAll("\\?.*", "");
    }

    private String user() {
        return String.valueOf(database.dataSource().getUser());
    }

    /** Commands of a project with two targets; they find the database by the target. */
    private Typed type(ImmutableMap<String, String> environment, String... arguments) {
        var source = database.dataSource();
        var command = PulseCommand.of(() -> Project.of(STG_ORDERS, FCT_DAILY_SALES))
                .launchedBy("./shop")
                .withTarget(Target.named("prod").at(url(), user()))
                .withDefaultTarget(Target.named("dev_anna")
                        .withSchemas(SchemaMapping.prefix("dev_anna_"))
                        .withThreads(1)
                        .at(url(), user()));
        var password = String.valueOf(source.getPassword());
        return Typed.run(
                command,
                ImmutableMap.<String, String>builder()
                        .putAll(environment)
                        .put("PGPASSWORD", password)
                        .buildOrThrow(),
                arguments);
    }

    private Typed type(String... arguments) {
        return type(ImmutableMap.of(), arguments);
    }

    private Typed build(String... arguments) {
        return build(ImmutableMap.of(), arguments);
    }

    private Typed build(ImmutableMap<String, String> environment, String... arguments) {
        return type(
                environment,
                List.of(List.of("build", "--target-path", directory.toString()), List.of(arguments)).stream()
                        .flatMap(List::stream)
                        .toArray(String[]::new));
    }

    private List<?> schemas() {
        return DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                .fetchValues(
                        "select nspname::text from pg_namespace where nspname !~ '^(pg_.*|information_schema|public|shop)$' order by 1");
    }

    @Test
    void is_the_projects_default_unless_it_is_said_or_the_environment_says() {
        assertThat(build().code()).isZero();
        assertThat(schemas()).hasToString("[dev_anna_marts, dev_anna_pulse_state, dev_anna_staging]");

        assertThat(build("--target", "prod").code()).isZero();
        assertThat(schemas())
                .hasToString("[dev_anna_marts, dev_anna_pulse_state, dev_anna_staging, marts, pulse_state, staging]");

        assertThat(type(ImmutableMap.of("PULSE_TARGET", "prod"), "ls").out())
                .isEqualTo("source:shop.orders\nstaging.stg_orders\nmarts.fct_daily_sales\n");
        assertThat(type("ls", "--target", "prod").out())
                .isEqualTo("source:shop.orders\nstaging.stg_orders\nmarts.fct_daily_sales\n");
        assertThat(type("ls").out())
                .isEqualTo("source:shop.orders\ndev_anna_staging.stg_orders\ndev_anna_marts.fct_daily_sales\n");
    }

    @Test
    void is_refused_if_the_project_does_not_know_it() {
        assertThat(build("--target", "production"))
                .isEqualTo(new Typed(
                        2,
                        "",
                        "target production: the project has no target of this name. Use one of: prod, dev_anna; or say where it"
                                + " publishes with --schema-prefix. [target]\n"));
    }

    @Test
    void may_be_made_up_with_schemas_of_its_own() {
        assertThat(build("--target", "ci_17", "--schema-suffix", "_ci_17", "--url", url(), "--user", user())
                        .code())
                .isZero();

        assertThat(schemas()).hasToString("[marts_ci_17, pulse_state_ci_17, staging_ci_17]");
        assertThat(type("history", "--target", "prod", "--schema-suffix", "_ci_17", "--log-format", "json")
                        .out())
                .isEmpty();
        assertThat(type("show", "fct_daily_sales", "--target", "prod", "--schema-suffix", "_ci_17")
                        .out())
                .contains("2026-03-01");
        assertThat(type(
                                "compile",
                                "-s",
                                "fct_daily_sales",
                                "--schema-prefix",
                                "x_",
                                "--target-path",
                                directory.toString())
                        .out())
                .contains("\"x_staging\".\"stg_orders\"");
    }

    @Test
    void stands_in_the_command_to_be_typed_again() {
        database.execute("insert into shop.orders values (1, 10, 5.50, '2026-03-01 10:00', 'paid')");

        var failed = build("--target", "prod", "--schema-prefix", "x_");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.out()).contains(" --target prod --schema-prefix x_ --select +stg_orders+");
    }

    @Test
    void is_what_plan_check_debug_and_retry_look_at() {
        assertThat(build("--target", "prod").code()).isZero();

        assertThat(type("plan").out())
                .contains("dev_anna_staging.stg_orders", "new")
                .doesNotContain("selected");
        assertThat(type("plan", "--target", "prod").out())
                .contains("  selected  ")
                .doesNotContain("  new  ");
        assertThat(type("debug").out()).contains("target dev_anna is free");
        assertThat(type("check", "--target", "prod", "--target-path", directory.toString())
                        .code())
                .isZero();
        assertThat(type("retry", "--target", "prod").out())
                .isEqualTo("Nothing to retry: the last run is published, or there is none that built anything.\n");
    }

    @Test
    void reads_what_it_lacks_in_the_target_that_it_defers_to() {
        assertThat(build("--target", "prod").code()).isZero();

        var deferred = build("--select", "fct_daily_sales", "--defer", "prod");

        assertThat(deferred.code()).isZero();
        assertThat(deferred.out()).contains("  not built and read elsewhere: staging.stg_orders\n");
        assertThat(schemas()).hasToString("[dev_anna_marts, dev_anna_pulse_state, marts, pulse_state, staging]");
        assertThat(type("show", "stg_orders", "--defer", "prod").code()).isZero();
        assertThat(type("check", "--defer", "prod", "--target-path", directory.toString())
                        .out())
                .contains("PASS staging.stg_orders.order_id_unique", "PASS dev_anna_marts.fct_daily_sales.");
        assertThat(type("plan", "-s", "fct_daily_sales", "--defer", "prod", "--output", "json")
                        .out())
                .contains("\\\"staging\\\".\\\"stg_orders\\\"");
        assertThat(type("compile", "-s", "fct_daily_sales", "--defer", "prod", "--target-path", directory.toString())
                        .out())
                .contains("from \"staging\".\"stg_orders\"");
        assertThat(type("diff", "-s", "fct_daily_sales", "--defer", "prod"))
                .isEqualTo(new Typed(0, "dev_anna_marts.fct_daily_sales: the same, 1 row\n", ""));
    }

    @Test
    void does_not_defer_to_another_database_nor_prefers_what_is_not_named() {
        var command = PulseCommand.of(() -> Project.of(STG_ORDERS, FCT_DAILY_SALES))
                .withTarget(Target.named("far").at("jdbc:postgresql://far:5432/away"))
                .withDefaultTarget(Target.named("near").at(url() + "?connectTimeout=5", user()));
        var password = ImmutableMap.of(
                "PGPASSWORD", String.valueOf(database.dataSource().getPassword()));

        assertThat(Typed.run(command, password, "build", "--defer", "far").err())
                .isEqualTo(
                        "target far: it is in another database, jdbc:postgresql://far:5432/away, which cannot be read from here."
                                + " Defer to a target of the same database, or build what is read. [target]\n");
        assertThat(Typed.run(command, password, "build", "--favor-deferred")).isEqualTo(new Typed(2, "", """
                        --favor-deferred says how --defer reads another target: name that, such as --defer prod --favor-deferred
                        See pulse build --help
                        """));
    }

    @Test
    void leaves_what_has_not_changed_when_asked() {
        assertThat(build("--changed", "--as-of", "2026-03-10").out())
                .startsWith("build and audit what has changed of 2 models as of")
                .contains("published 2 relations");

        var again = build("--changed", "--as-of", "2026-03-10");

        assertThat(again.code()).isZero();
        assertThat(again.out())
                .contains("  left 2 of 2 as they are: unchanged\n")
                .doesNotContain("published");
        assertThat(build("--changed", "--as-of", "2026-03-11").out())
                .contains("  left 1 of 2 as they are: unchanged\n", "published 1 relation in one transaction");
        database.execute(
                "insert into shop.orders values (2, 10, 5.50, '2026-03-01', 'paid'); select pg_stat_force_next_flush()");
        assertThat(type("plan", "--changed", "--as-of", "2026-03-11").out())
                .contains("data changed: shop.orders", "2 of 2 relations would be built");
        assertThat(type("check", "--changed").err()).contains("Unknown option: '--changed'");
        assertThat(type("build", "-s", "stg_orders", "--full-refrsh").err())
                .startsWith("Unknown option: '--full-refrsh'");
    }

    @Test
    void is_rolled_back_without_touching_another() {
        for (var target : List.of("prod", "dev_anna")) {
            build("--target", target, "--keep", "1");
            build("--target", target, "--keep", "1");
        }
        var kept = schemas();

        var rolledBack = type("rollback", "--target", "dev_anna");

        assertThat(rolledBack.code()).isZero();
        assertThat(kept).asString().contains("dev_anna_marts__kept1", " marts__kept1");
        assertThat(schemas()).asString().contains(" marts__kept1").doesNotContain("dev_anna_marts__kept1");
    }
}
