package io.pulsemetrics.check;

import static io.pulsemetrics.check.Things.THINGS;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.select.Selector;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every check of the catalogue takes every option. */
class CheckOptionsTest {
    private static final String COLUMNS =
            "id serial, x int, y int, n numeric, s text, g text, b boolean, d date, e date, at timestamp";

    /** Rows that break most rules, rows that are all the same, and rows of nothing: each rule is broken by one of them. */
    private static final List<String> ROWS = List.of(
            "select i, case when i = 7 then 100000 when i % 6 = 0 then null else (i * 7) % 5 - 2 end, i % 3 - 1, i / 3.0,"
                    + " (array['A1', 'b', '', 'n/a', 'B', 'a@test.de', null])[1 + i % 7], chr(96 + least(i, 4)), i % 2 = 0,"
                    + " date '2026-01-01' + (i % 4) * 60, date '2026-01-01' + i, timestamp '2026-01-01' + i * interval '37 minutes'"
                    + " from generate_series(1, 30) i",
            "select i, -5, -5, -5, 'x', 'x', true, date '2026-01-01', date '2026-01-01', timestamp '2026-01-01'"
                    + " from generate_series(1, 3) i",
            "select i, null::int, null::int, null::numeric, null, null, null::boolean, null::date, null::date, null::timestamp"
                    + " from generate_series(1, 3) i");

    private static final TestPostgres DATABASE = TestPostgres.database();
    private static final DSLContext SQL = DSL.using(DATABASE.dataSource(), SQLDialect.POSTGRES);
    private static int loaded = -1;

    @BeforeAll
    static void create() {
        DATABASE.execute(
                "create schema stock",
                "create table stock.things (%s)".formatted(COLUMNS),
                "create table stock.others (%s)".formatted(COLUMNS),
                "insert into stock.others (x, s) values (3, 'c')");
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    private static void load(int rows) {
        if (loaded != rows) {
            DATABASE.execute("truncate stock.things", "insert into stock.things " + ROWS.get(rows));
            loaded = rows;
        }
    }

    static Stream<Check> checks() {
        return CatalogueTest.catalogue().values().stream().filter(check -> !Audit.comparesPublished(check));
    }

    private static CheckResult ask(Check check) {
        var source =
                Source.of(THINGS).identifiedBy(THINGS.ID).sensitive(THINGS.S).checks(check);
        var runner = ModelRunner.of(Project.of(STG_ORDERS).with(source), DATABASE.dataSource());
        var selected = Selector.select("source:stock.things")
                .resolve(runner.selectionContext())
                .checks();
        var result = runner.check(selected, node -> {}).getFirst();
        assertThat(result.message()).isEmpty();
        return result.checks().getFirst();
    }

    /** The answer on the first of the rows that break the rule. */
    private static CheckResult broken(Check check) {
        for (int rows = 0; rows < ROWS.size(); rows++) {
            load(rows);
            var result = ask(check);
            if (result.violations() > 0) {
                return result;
            }
        }
        throw new AssertionError("nothing breaks " + check.name());
    }

    @ParameterizedTest
    @MethodSource("checks")
    void shows_and_keeps_as_many_rows_as_it_is_told_and_names_all_of_them(Check check) {
        var configured = check.named("the_name")
                .describedAs("the meaning")
                .tagged("a", "b")
                .sampleRows(2)
                .storedRows(3);

        var result = broken(configured);

        assertThat(result.check().options().label())
                .hasToString("Label[name=the_name, description=the meaning, tags=[a, b]]");
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.toString()).startsWith("stock.things: the_name");
        if (result.sql().isEmpty()) {
            assertThat(result.rows()).isEmpty();
        } else {
            assertThat(result.rows()).hasSize((int) Math.min(2, result.violations()));
            assertThat(SQL.fetch(result.sql())).hasSize((int) result.violations());
            assertThat(SQL.fetch(result.sql()).fields())
                    .extracting(field -> field.getName())
                    .doesNotContain("s");
        }
        result.stored()
                .ifPresent(table -> assertThat(SQL.fetchCount(DSL.table(table.toName())))
                        .isEqualTo((int) Math.min(3, result.violations())));
        assertThat(result.stored().isPresent() || result.sql().isEmpty()).isTrue();
        assertThat(ask(configured.sampleRows(0)).rows()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("checks")
    void judges_by_severity_and_thresholds(Check check) {
        var violations = broken(check).violations();

        assertThat(ask(check.warn()).verdict()).isEqualTo(Verdict.WARNED);
        assertThat(ask(check.errorOver(violations)).verdict()).isEqualTo(Verdict.WARNED);
        assertThat(ask(check.errorOver(violations - 1)).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(ask(check.warnOver(violations).errorOver(violations)).verdict())
                .isEqualTo(Verdict.PASSED);
        assertThat(ask(check.errorOverPercent(0)).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(ask(check.errorOverPercent(0).warn()).verdict()).isEqualTo(Verdict.WARNED);
    }

    @ParameterizedTest
    @MethodSource("checks")
    void looks_only_where_it_is_told(Check check) {
        load(0);
        var nowhere = ask(check.where(DSL.falseCondition())).violations();
        var everywhere = ask(check.where(DSL.trueCondition())).violations();

        assertThat(everywhere).isEqualTo(ask(check).violations());
        DATABASE.execute("truncate stock.things");
        loaded = -1;
        assertThat(nowhere).isEqualTo(ask(check).violations());
    }
}
