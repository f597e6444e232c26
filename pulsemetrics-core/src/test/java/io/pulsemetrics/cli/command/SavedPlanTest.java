package io.pulsemetrics.cli.command;

import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan that was shown and saved is what is built, or nothing is. */
class SavedPlanTest {
    private final TestPostgres database = Shop.of("(1, 10, 5.50, '2026-03-01 10:00', 'paid')");

    @TempDir
    Path directory;

    @AfterEach
    void drop() {
        database.close();
    }

    private Typed type(Supplier<Project> project, String words) {
        return Typed.on(
                database,
                project,
                Stream.concat(Stream.of(words.split(" ", -1)), Stream.of("--target-path", directory.toString()))
                        .toArray(String[]::new));
    }

    private Typed type(String words) {
        return type(() -> Project.of(STG_ORDERS, FCT_DAILY_SALES), words);
    }

    private String plan() {
        return directory.resolve("plan.json").toString();
    }

    private void saved(String options) {
        var plan = type("plan --out " + plan() + options);
        assertThat(plan.err()).isEmpty();
        assertThat(plan.out())
                .containsPattern(
                        "\nsaved; do exactly this with ./shop build( --target other)? --plan %s\n$".formatted(plan()));
    }

    @Test
    void is_built_as_of_its_instant_and_only_what_it_says() {
        saved(" --select fct_daily_sales+ stg_orders --as-of 2026-03-05 --exclude stg_orders");
        assertThat(type("build --plan " + plan()).err()).contains("[missing-relation]");
        saved(" --select +fct_daily_sales --as-of 2026-03-05");

        var build = type("build --threads 1 --plan " + plan());

        assertThat(build.err()).isEmpty();
        assertThat(build.out())
                .startsWith("build and audit 2 models as of 2026-03-05T23:59:59.999999Z, target default, 1 thread\n")
                .contains("published 2 relations in one transaction");
    }

    @Test
    void is_refused_when_another_run_has_published_or_the_code_is_another() throws IOException {
        saved("");
        assertThat(type("build --select stg_orders").code()).isZero();
        refused("what is there or the project has changed since it was made, and with it"
                + " staging.stg_orders. Plan again. [plan-outdated]\n");

        saved("");
        database.execute("create view public.report as select * from staging.stg_orders");
        refused("what is there or the project has changed since it was made, and with it"
                + " what depends on it. Plan again. [plan-outdated]\n");

        database.execute("drop view public.report");
        saved("");
        assertThat(type(() -> Project.of(STG_ORDERS), "build --plan " + plan()).err())
                .isEqualTo(plan()
                        + ": the project does not have marts.fct_daily_sales any more. Plan again. [plan-outdated]\n");
        assertThat(type(() -> Project.of(STG_ORDERS, other()), "build --plan " + plan())
                        .err())
                .contains("and with it marts.fct_daily_sales. Plan again. [plan-outdated]\n");
        assertThat(type("run --plan " + plan()).code()).isZero();

        Files.writeString(Path.of(plan()), "{\"nodes\":[]}");
        refused("it is no plan that this version has saved. Save one with plan --out %s. [plan-outdated]\n"
                .formatted(plan()));
        Files.writeString(Path.of(plan()), "{");
        assertThat(type("build --plan " + plan()).err()).startsWith(plan() + ": it is no plan: ");
    }

    private void refused(String message) {
        assertThat(type("build --plan " + plan())).isEqualTo(new Typed(2, "", plan() + ": " + message));
    }

    /** Another model of the same name. */
    private static InlineModel other() {
        return InlineModel.define(Layer.tables("marts", "marts"), "fct_daily_sales", m -> {
            var o = m.ref(STG_ORDERS, "o");
            m.column("orders", DSL.countLarge());
            return select -> select.from(o);
        });
    }

    @Test
    void says_what_is_built_and_how_by_itself() {
        saved(" --empty --target other");

        for (var option : List.of("--select x", "--full-refresh", "--as-of 2026-03-01", "--empty")) {
            var contradicted = type("build --target other " + option + " --plan " + plan());
            assertThat(contradicted.code()).isEqualTo(2);
            assertThat(contradicted.err())
                    .isEqualTo(
                            "--plan says what is built and how: leave out %s, or plan again with it\nSee ./shop build --help\n"
                                    .formatted(option.replaceFirst(" .*", "")));
        }
        assertThat(type("build --plan " + plan()).err())
                .isEqualTo(
                        "target default: the plan was made for target other. Give the options of its target, such as --target"
                                + " other. [target]\n");
        assertThat(type("build --keep 1 --target other --plan " + plan()).err())
                .startsWith("the plan only tries models anew and publishes nothing: leave out --keep\n");
        assertThat(type("build --target other --plan " + plan()).out())
                .startsWith("try 2 models on no rows as of 2026-03-10T12:00:00Z, target other, ");
        assertThat(type("build --plan nowhere.json").err())
                .startsWith("nowhere.json: there is no such file. ")
                .contains("[plan-outdated]");
    }
}
