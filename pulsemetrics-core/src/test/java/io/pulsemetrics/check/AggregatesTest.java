package io.pulsemetrics.check;

import static io.pulsemetrics.check.Bounds.atLeast;
import static io.pulsemetrics.check.Bounds.atMost;
import static io.pulsemetrics.check.Bounds.between;
import static io.pulsemetrics.check.Bounds.exactly;
import static io.pulsemetrics.check.Things.THINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.inline;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AggregatesTest {
    private static final CheckBench BENCH = new CheckBench();

    @AfterAll
    static void drop() {
        BENCH.close();
    }

    private static void passes(Check check, String columns, String rows) {
        assertThat(BENCH.given(columns, rows).violations(check)).isZero();
    }

    private static void fails(Check check, String columns, String rows, String shown) {
        assertThat(BENCH.given(columns, rows).violations(check)).isEqualTo(1);
        assertThat(BENCH.offending(check)).isEqualTo(shown);
    }

    @Test
    void row_count_counts_an_empty_relation_as_0() {
        passes(Aggregates.rowCount(between(1, 2)), "x", "(null), (null)");
        passes(Aggregates.rowCount(exactly(0)), "x", "");
        fails(Aggregates.rowCount(atLeast(1)), "x", "", "row_count=0");
        fails(Aggregates.rowCount(exactly(2)), "x", "(1), (2), (3)", "row_count=3");
        fails(Aggregates.rowCount(atMost(1)).where(THINGS.X.gt(inline(1))), "x", "(1), (2), (3)", "row_count=2");
    }

    @Test
    void a_check_of_some_rows_leaves_the_check_that_it_was_made_from_as_it_is() {
        for (var whole : List.of(
                Aggregates.sumBetween(THINGS.X, exactly(6)),
                Aggregates.mean(THINGS.X, exactly(2)),
                Aggregates.quantile(THINGS.X, 0.5, exactly(2)),
                Aggregates.minimum(THINGS.X, 1, 1))) {
            assertThat(BENCH.given("x", "(1), (2), (3)").violations(whole.where(THINGS.X.gt(inline(2)))))
                    .isEqualTo(1);
            assertThat(BENCH.violations(whole)).isZero();
        }
    }

    @Test
    void at_least_one_fails_without_values() {
        passes(Aggregates.atLeastOne(THINGS.X), "x", "(null), (1)");
        fails(Aggregates.atLeastOne(THINGS.X), "x", "(null), (null)", "values=0");
        fails(Aggregates.atLeastOne(THINGS.X), "x", "", "values=0");
    }

    @Test
    void not_constant_does_not_count_null() {
        passes(Aggregates.notConstant(THINGS.X), "x", "(1), (2)");
        passes(Aggregates.notConstant(THINGS.X), "x", "(null), (null)");
        passes(Aggregates.notConstant(THINGS.X), "x", "");
        fails(Aggregates.notConstant(THINGS.X), "x", "(1), (1), (null)", "only_value=1");
        fails(Aggregates.notConstant(THINGS.S), "s", "('a'), ('a')", "only_value=a");
    }

    @Test
    void not_constant_of_what_has_no_least_value_counts_distinct_values() {
        passes(Aggregates.notConstant(THINGS.B), "b", "(true), (false)");
        fails(Aggregates.notConstant(THINGS.B), "b", "(true), (null)", "distinct_count=1");
    }

    @Test
    void not_null_proportion_is_of_all_rows() {
        var check = Aggregates.notNullProportion(THINGS.X, between(0.5, 0.8));

        passes(check, "x", "(1), (null)");
        passes(check, "x", "");
        fails(check, "x", "(1), (null), (null), (null)", "proportion=0.25000000000000000000");
        fails(check, "x", "(1)", "proportion=1.00000000000000000000");
        assertThat(check.name()).isEqualTo("x_not_null_proportion");
    }

    @Test
    void proportion_counts_unknown_with_the_others() {
        var check = Aggregates.proportion("mostly_positive", THINGS.X.gt(inline(0)), atLeast(0.5), THINGS.X);

        passes(check, "x", "(1), (null)");
        passes(check, "x", "");
        fails(check, "x", "(1), (null), (-1)", "proportion=0.33333333333333333333");
        passes(check.where(THINGS.X.isNotNull()), "x", "(1), (null), (-1)");
    }

    @Test
    void distinct_values_are_counted_without_null() {
        passes(Aggregates.distinctCount(THINGS.X, exactly(2)), "x", "(1), (2), (2), (null)");
        fails(Aggregates.distinctCount(THINGS.X, atLeast(1)), "x", "", "distinct_count=0");
        fails(Aggregates.distinctCount(THINGS.X, atMost(1)), "x", "(1), (2)", "distinct_count=2");
    }

    @Test
    void unique_proportion_is_of_the_values() {
        var check = Aggregates.uniqueProportion(THINGS.X, atLeast(0.6));

        passes(check, "x", "(1), (2), (2), (null)");
        passes(check, "x", "(null)");
        passes(check, "x", "");
        fails(check, "x", "(1), (1)", "unique_proportion=0.50000000000000000000");
    }

    @Test
    void contains_values_shows_how_often_each_occurs() {
        var check = Aggregates.containsValues(THINGS.S, List.of("a", "b"));

        passes(check, "s", "('a'), ('b'), ('c'), (null)");
        fails(check, "s", "('a'), ('a')", "a=2, b=0");
        fails(check, "s", "", "a=0, b=0");
    }

    @Test
    void the_most_common_value_is_the_least_of_those_that_occur_as_often() {
        var check = Aggregates.mostCommonValue(THINGS.X, List.of(2, 3));

        passes(check, "x", "(1), (2), (2), (null), (null), (null)");
        passes(check, "x", "(3), (2), (9)");
        passes(check, "x", "(null)");
        passes(check, "x", "");
        fails(check, "x", "(1), (2)", "most_common_value=1");
        passes(check.where(THINGS.X.gt(inline(1))), "x", "(1), (2)");
    }

    @Test
    void casing_is_consistent_if_no_word_is_spelt_in_two_ways() {
        var check = Aggregates.consistentCasing(THINGS.S);

        passes(check, "s", "('Ab'), ('Ab'), ('c'), (null)");
        passes(check, "s", "");
        fails(check, "s", "('Ab'), ('aB'), ('c')", "spellings=3, words=2");
    }

    @Test
    void minimum_and_maximum_are_between_bounds_of_the_columns_type() {
        passes(Aggregates.minimum(THINGS.X, 1, 2), "x", "(2), (9), (null)");
        passes(Aggregates.minimum(THINGS.X, 1, 2), "x", "");
        fails(Aggregates.minimum(THINGS.X, 1, 2), "x", "(3), (9)", "min=3");
        var day = LocalDate.of(2026, 3, 1);
        passes(Aggregates.maximum(THINGS.D, day, day), "d", "('2026-03-01'), ('2026-02-01'), (null)");
        fails(Aggregates.maximum(THINGS.D, day, day), "d", "('2026-03-02')", "max=2026-03-02");
    }

    @Test
    void mean_sum_and_deviation_are_unknown_without_values() {
        var mean = Aggregates.mean(THINGS.X, between(1.5, 2));
        passes(mean, "x", "(1), (2), (null)");
        passes(mean, "x", "(null)");
        passes(mean, "x", "");
        fails(mean, "x", "(1), (1)", "mean=1.00000000000000000000");
        var sum = Aggregates.sumBetween(THINGS.N, atLeast(10));
        passes(sum, "n", "(4), (6.5), (null)");
        passes(sum, "n", "");
        fails(sum, "n", "(4), (5.5)", "sum=9.5");
        var deviation = Aggregates.stddev(THINGS.X, atMost(1));
        passes(deviation, "x", "(1), (2), (3), (null)");
        passes(deviation, "x", "(1)");
        passes(deviation, "x", "");
        fails(deviation, "x", "(1), (5)", "stddev=2.8284271247461901");
    }

    @Test
    void quantile_interpolates() {
        var median = Aggregates.quantile(THINGS.X, 0.5, between(2, 2.5));

        passes(median, "x", "(1), (2), (3), (9), (null)");
        passes(median, "x", "");
        fails(median, "x", "(1), (3), (4), (9)", "quantile=3.5");
        assertThatThrownBy(() -> Aggregates.quantile(THINGS.X, 50, atLeast(1)))
                .hasMessage("a quantile of 50.0 is not between 0 and 1");
    }

    @Test
    void recency_does_not_count_the_future_and_objects_to_nothing() {
        var asOf = inline(LocalDateTime.of(2026, 3, 10, 12, 0), SQLDataType.LOCALDATETIME);
        var check = Aggregates.recency(THINGS.AT, Duration.ofHours(36), asOf);

        passes(check, "at", "('2026-03-09 00:00'), ('2020-01-01'), (null)");
        fails(check, "at", "('2026-03-08 23:59'), ('2026-03-11')", "newest=2026-03-08T23:59");
        fails(check, "at", "(null)", "newest=null");
        fails(check, "at", "", "newest=null");
    }

    @Test
    void per_group_finds_groups() {
        var check = Aggregates.perGroup(Aggregates.rowCount(atLeast(2)), THINGS.G);

        assertThat(BENCH.given("g", "('a'), ('a'), ('b'), (null)").violations(check))
                .isEqualTo(2);
        assertThat(BENCH.offending(check)).isEqualTo("g=b, row_count=1; g=null, row_count=1");
        passes(check, "g", "");
        passes(check.where(THINGS.G.eq(inline("a"))), "g", "('a'), ('a'), ('b')");
        assertThatThrownBy(() -> Aggregates.perGroup(Check.notNull(THINGS.X), THINGS.G))
                .hasMessage("x_not_null is no check of all rows together and cannot be asked group by group");
    }

    @Test
    void outliers_are_rows() {
        var check = Aggregates.withinStandardDeviations(THINGS.X, 1.5);

        assertThat(BENCH.given("x", "(1), (1), (1), (1), (9), (null)").violations(check))
                .isEqualTo(1);
        assertThat(BENCH.offending(check, THINGS.X))
                .isEqualTo("x=9, mean=2.6000000000000000, deviation=3.5777087639996635");
        passes(
                Aggregates.withinStandardDeviations(THINGS.X, 1.5, THINGS.G),
                "g, x",
                "('a', 1), ('a', 2), ('b', 1000), ('b', 1001), (null, 5), ('a', null)");
        passes(check, "x", "(1), (2), (3), (null)");
        passes(check, "x", "(5)");
        passes(check, "x", "");
    }

    @Test
    void bounds_say_what_is_wrong_with_them() {
        assertThatThrownBy(() -> between(3, 1)).hasMessage("the lower bound 3 is above the upper bound 1");
        assertThatThrownBy(() -> new Bounds(null, null)).hasMessage("a bound is missing");
    }
}
