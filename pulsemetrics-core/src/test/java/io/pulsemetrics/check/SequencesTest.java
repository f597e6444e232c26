package io.pulsemetrics.check;

import static io.pulsemetrics.check.Sequences.Gaps.ALLOWED;
import static io.pulsemetrics.check.Sequences.Gaps.NOT_ALLOWED;
import static io.pulsemetrics.check.Sequences.Gaps.REQUIRED;
import static io.pulsemetrics.check.Things.THINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.OffsetDateTime;
import org.jooq.DatePart;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SequencesTest {
    private static final CheckBench BENCH = new CheckBench();

    @AfterAll
    static void drop() {
        BENCH.close();
    }

    private static void expect(Check check, String columns, String passing, String broken, long failing) {
        assertThat(BENCH.given(columns, passing).violations(check))
                .as("passing")
                .isZero();
        assertThat(BENCH.given(columns, broken).violations(check)).as("failing").isEqualTo(failing);
        assertThat(BENCH.given(columns, "").violations(check)).as("empty").isZero();
    }

    @Test
    void sequential_values_follow_each_other_by_the_step() {
        expect(Sequences.sequentialValues(THINGS.X, 1), "x", "(3), (1), (2), (null)", "(1), (2), (4), (4)", 2);
        expect(Sequences.sequentialValues(THINGS.X, 10), "x", "(20), (10)", "(10), (21)", 1);
        assertThat(BENCH.given("id, x", "(7, 1), (8, 3)").offending(Sequences.sequentialValues(THINGS.X, 1), THINGS.ID))
                .isEqualTo("id=8, previous=1");
    }

    @Test
    void times_follow_each_other_by_parts() {
        expect(
                Sequences.sequentialValues(THINGS.AT, 2, DatePart.HOUR),
                "at",
                "('2026-03-01 22:30'), ('2026-03-02 00:30'), (null)",
                "('2026-03-01 22:30'), ('2026-03-01 22:30'), ('2026-03-02 00:31')",
                2);
        expect(
                Sequences.sequentialValues(THINGS.D, 1, DatePart.MONTH, THINGS.G),
                "g, d",
                "('a', '2026-01-01'), ('a', '2026-02-01'), ('b', '2026-06-01')",
                "('a', '2026-01-01'), ('a', '2026-03-01'), ('a', '2026-04-01')",
                1);
        assertThatThrownBy(() -> Sequences.sequentialValues(
                        THINGS.AT.cast(OffsetDateTime.class).as("zoned"), 1, DatePart.DAY))
                .hasMessage(
                        "zoned is neither a date nor a timestamp without time zone, and its steps depend on a time zone");
    }

    @Test
    void sequences_can_be_taken_group_by_group() {
        expect(
                Sequences.sequentialValues(THINGS.X, 1, THINGS.G),
                "g, x",
                "('a', 1), ('a', 2), ('b', 7), (null, 3), (null, 4)",
                "('a', 1), ('b', 2), ('a', 3), (null, 1), (null, 3)",
                2);
    }

    @Test
    void no_gaps_of_hours() {
        expect(
                Sequences.noGaps(THINGS.AT, DatePart.HOUR),
                "at",
                "('2026-03-01 23:00'), ('2026-03-02 00:00'), ('2026-03-02 00:30'), (null)",
                "('2026-03-01 23:00'), ('2026-03-02 00:30')",
                1);
    }

    @Test
    void values_that_may_stay_the_same() {
        expect(
                Sequences.notDecreasing(THINGS.X, THINGS.D),
                "d, x",
                "('2026-03-01', 1), ('2026-03-02', 1), ('2026-03-03', null), ('2026-03-04', 2)",
                "('2026-03-01', 2), ('2026-03-02', 1), ('2026-03-03', 1)",
                1);
        expect(
                Sequences.notIncreasing(THINGS.X, THINGS.D, THINGS.G),
                "g, d, x",
                "('a', '2026-03-01', 2), ('a', '2026-03-02', 2), ('b', '2026-03-03', 3), ('a', '2026-03-04', 1)",
                "('a', '2026-03-01', 2), ('a', '2026-03-02', 3), ('b', '2026-03-03', 3)",
                1);
    }

    @Test
    void no_gaps_wants_every_day_and_lets_a_day_come_twice() {
        var check = Sequences.noGaps(THINGS.D);

        expect(
                check,
                "d",
                "('2026-02-28'), ('2026-03-01'), ('2026-03-01'), (null)",
                "('2026-03-01'), ('2026-03-03'), ('2026-03-04'), ('2026-03-09')",
                2);
        assertThat(BENCH.given("d", "('2026-03-01'), ('2026-03-03')").offending(check, THINGS.D))
                .isEqualTo("d=2026-03-03, previous=2026-03-01");
    }

    @Test
    void no_gaps_in_months() {
        expect(
                Sequences.noGaps(THINGS.D, DatePart.MONTH, THINGS.G),
                "g, d",
                "('a', '2026-01-01'), ('a', '2026-02-01'), ('a', '2026-03-01'), ('b', '2020-01-01')",
                "('a', '2026-01-01'), ('a', '2026-03-01')",
                1);
    }

    @Test
    void increasing_is_strict() {
        expect(
                Sequences.increasing(THINGS.X, THINGS.D),
                "d, x",
                "('2026-03-02', 2), ('2026-03-01', 1), (null, 0), ('2026-03-03', null), ('2026-03-04', 3)",
                "('2026-03-01', 1), ('2026-03-02', 1), ('2026-03-03', 0)",
                2);
        expect(
                Sequences.decreasing(THINGS.X, THINGS.D, THINGS.G),
                "g, d, x",
                "('a', '2026-03-01', 2), ('a', '2026-03-02', 1), ('b', '2026-03-03', 9)",
                "('a', '2026-03-01', 1), ('a', '2026-03-02', 1)",
                1);
    }

    @Test
    void ranges_do_not_overlap_but_may_touch_and_the_last_may_be_open() {
        var check = Sequences.noOverlaps(THINGS.D, THINGS.E, THINGS.G);

        expect(
                check,
                "g, d, e",
                "('a', '2026-01-01', '2026-02-01'), ('a', '2026-02-01', '2026-02-01'), ('a', '2026-02-01', null),"
                        + " ('b', '2026-01-15', null)",
                "('a', '2026-01-01', '2026-02-02'), ('a', '2026-02-01', '2026-03-01')",
                1);
        assertThat(BENCH.given("g, d, e", "('a', '2026-01-01', null), ('a', '2026-02-01', null)")
                        .violations(check))
                .as("open before the last")
                .isEqualTo(1);
        assertThat(BENCH.given("g, d, e", "('a', null, '2026-01-01'), ('b', '2026-02-02', '2026-02-01')")
                        .violations(check))
                .as("without a start, or ending before it starts")
                .isEqualTo(2);
    }

    @Test
    void mutually_exclusive_ranges_have_a_length_and_mind_gaps() {
        var touching = "(1, 2), (2, 3)";
        var apart = "(1, 2), (3, 4)";
        var allowed = Sequences.mutuallyExclusiveRanges(THINGS.X, THINGS.Y, ALLOWED);
        var required = Sequences.mutuallyExclusiveRanges(THINGS.X, THINGS.Y, REQUIRED);
        var refused = Sequences.mutuallyExclusiveRanges(THINGS.X, THINGS.Y, NOT_ALLOWED);

        assertThat(BENCH.given("x, y", touching).violations(allowed)).isZero();
        assertThat(BENCH.violations(required)).isEqualTo(1);
        assertThat(BENCH.violations(refused)).isZero();
        assertThat(BENCH.given("x, y", apart).violations(allowed)).isZero();
        assertThat(BENCH.violations(required)).isZero();
        assertThat(BENCH.violations(refused)).isEqualTo(1);
        assertThat(BENCH.given("x, y", "(1, 1)").violations(allowed)).isEqualTo(1);
        assertThat(BENCH.given("x, y", "").violations(refused)).isZero();
    }

    @Test
    void rows_outside_where_are_no_neighbours() {
        expect(
                Sequences.sequentialValues(THINGS.X, 1).where(THINGS.B.isTrue()),
                "x, b",
                "(1, true), (2, true), (9, false), (9, null)",
                "(1, true), (2, false), (3, true)",
                1);
    }
}
