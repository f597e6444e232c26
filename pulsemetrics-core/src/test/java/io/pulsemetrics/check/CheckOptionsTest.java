package io.pulsemetrics.check;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static io.pulsemetrics.check.Things.THINGS;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selector;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Named;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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
        DATABASE.execute("truncate stock.things", "insert into stock.things " + ROWS.get(rows));
    }

    /** The checks that a source takes, named by their numbers. */
    private static ImmutableList<Check> checks() {
        var checks = ImmutableList.<Check>builder();
        int number = 0;
        for (var check : CatalogueTest.catalogue().values()) {
            if (!Audit.comparesPublished(check)) {
                checks.add(check.named("check_" + number++));
            }
        }
        return checks.build();
    }

    /** The answers to checks that are asked together, by name. */
    private static Map<String, CheckResult> ask(List<Check> checks) {
        var source =
                Source.of(THINGS).identifiedBy(THINGS.ID).sensitive(THINGS.S).checks(checks.toArray(Check[]::new));
        var runner = ModelRunner.of(Project.of(STG_ORDERS).with(source), DATABASE.dataSource())
                .with(RunOptions.defaults().withThreads(1));
        var selected = Selector.select("source:stock.things").resolve(runner.selectionContext());
        var result = runner.check(selected.checks(), node -> {}).getFirst();
        assertThat(result.message()).isEmpty();
        return result.checks().stream().collect(toMap(answer -> answer.check().name(), answer -> answer));
    }

    private static CheckResult answer(Map<String, CheckResult> answers, String name) {
        return requireNonNull(answers.get(name), name);
    }

    @Test
    void every_check_is_broken_by_some_rows_and_takes_every_option_on_them() {
        var broken = new HashSet<String>();
        for (int rows = 0; rows < ROWS.size(); rows++) {
            load(rows);
            var violated = ask(checks());
            var found = checks().stream()
                    .filter(check -> answer(violated, check.name()).violations() > 0)
                    .filter(check -> broken.add(check.name()))
                    .collect(toImmutableMap(
                            check -> check,
                            check -> answer(violated, check.name()).violations()));
            showsAndKeepsSomeAndNamesAll(found);
            judgesBySeverityAndThresholds(found);
        }
        assertThat(broken).hasSameSizeAs(checks());
    }

    private static void showsAndKeepsSomeAndNamesAll(Map<Check, Long> found) {
        var asked = found.keySet().stream()
                .map(check -> check.describedAs("the meaning")
                        .tagged("a", "b")
                        .sampleRows(2)
                        .storedRows(3))
                .toList();
        var answers = ask(asked);
        found.forEach((check, violations) -> {
            var result = answer(answers, check.name());
            assertThat(result.check().options().label())
                    .hasToString("Label[name=%s, description=the meaning, tags=[a, b]]".formatted(check.name()));
            assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
            assertThat(result.toString()).startsWith("stock.things: " + check.name());
            shown(result, violations);
            result.stored()
                    .ifPresent(table -> assertThat(SQL.fetchCount(DSL.table(table.toName())))
                            .isEqualTo((int) Math.min(3, violations)));
        });
        ask(asked.stream().map(check -> check.sampleRows(0)).toList())
                .forEach((name, result) -> assertThat(result.rows()).as(name).isEmpty());
    }

    /** The sample is short, the SQL has all, and neither has the sensitive column. */
    private static void shown(CheckResult result, long violations) {
        if (result.sql().isEmpty()) {
            assertThat(result.rows()).isEmpty();
            return;
        }
        var all = SQL.fetch(result.sql());
        assertThat(result.stored()).as(result.check().name()).isPresent();
        assertThat(result.rows()).as(result.check().name()).hasSize((int) Math.min(2, violations));
        assertThat(all).as(result.check().name()).hasSize((int) violations);
        assertThat(all.fields()).extracting(Named::getName).doesNotContain("s");
    }

    private static void judgesBySeverityAndThresholds(Map<Check, Long> found) {
        var variants = ImmutableMap.<Check, Verdict>builder();
        found.forEach((check, violations) -> {
            var name = check.name();
            variants.put(check.named(name + "_warn").warn(), Verdict.WARNED);
            variants.put(check.named(name + "_over").errorOver(violations), Verdict.WARNED);
            variants.put(check.named(name + "_below").errorOver(violations - 1), Verdict.FAILED);
            variants.put(check.named(name + "_calm").warnOver(violations).errorOver(violations), Verdict.PASSED);
            variants.put(check.named(name + "_share").errorOverPercent(0), Verdict.FAILED);
            variants.put(check.named(name + "_mild").errorOverPercent(0).warn(), Verdict.WARNED);
        });
        var expected = variants.buildOrThrow();
        var answers = ask(List.copyOf(expected.keySet()));
        expected.forEach(
                (check, verdict) -> assertThat(answer(answers, check.name()).verdict())
                        .as(check.name())
                        .isEqualTo(verdict));
    }

    @Test
    void no_two_checks_ask_the_same_and_each_asks_something_else_of_other_rows() {
        var asked = CatalogueTest.catalogue().values().stream()
                .flatMap(check -> Stream.of(check, check.where(THINGS.X.gt(7))))
                .toList();

        assertThat(asked).extracting(CheckOptionsTest::question).doesNotHaveDuplicates();
        assertThat(asked)
                .allSatisfy(check -> assertThat(question(
                                check.named("other").describedAs("words").warn().sampleRows(1)))
                        .isEqualTo(question(check)));
    }

    private static String question(Check check) {
        return check.type()
                + Audit.question(THINGS, check).stream()
                        .map(DSL.using(SQLDialect.POSTGRES)::renderInlined)
                        .toList();
    }

    @Test
    void every_check_looks_only_where_it_is_told() {
        load(0);
        var nowhere = ask(checks().stream()
                .map(check -> check.where(DSL.falseCondition()))
                .toList());
        var everywhere = ask(
                checks().stream().map(check -> check.where(DSL.trueCondition())).toList());
        var unsaid = ask(checks());
        DATABASE.execute("truncate stock.things");
        var empty = ask(checks());

        for (Check check : checks()) {
            var name = check.name();
            assertThat(answer(everywhere, name).violations())
                    .as(name)
                    .isEqualTo(answer(unsaid, name).violations());
            assertThat(answer(nowhere, name).violations())
                    .as(name)
                    .isEqualTo(answer(empty, name).violations());
        }
    }
}
