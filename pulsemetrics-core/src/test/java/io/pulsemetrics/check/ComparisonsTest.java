package io.pulsemetrics.check;

import static io.pulsemetrics.check.Things.OTHERS;
import static io.pulsemetrics.check.Things.THINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ComparisonsTest {
    private static final CheckBench BENCH = new CheckBench();

    @AfterAll
    static void drop() {
        BENCH.close();
    }

    private static long violations(Check check, String things, String others) {
        return BENCH.given("x, s", things).given(OTHERS, "x, s", others).violations(check);
    }

    @Test
    void equality_compares_rows_with_their_number_and_null_equals_null() {
        var check = Comparisons.equality(() -> OTHERS, THINGS.X, THINGS.S);

        assertThat(violations(check, "(1, 'a'), (null, null)", "(null, null), (1, 'a')"))
                .isZero();
        assertThat(violations(check, "", "")).isZero();
        assertThat(violations(check, "(1, 'a')", "(1, 'a'), (1, 'a')")).isEqualTo(1);
        assertThat(violations(check, "(1, 'a'), (2, 'b')", "(1, 'A'), (2, 'b')"))
                .isEqualTo(2);
        assertThat(BENCH.offending(check)).isEqualTo("difference=missing, x=1, s=A; difference=unexpected, x=1, s=a");
    }

    @Test
    void equality_can_round_numbers_before() {
        var columns = "n, s";
        BENCH.given(columns, "(1.234, 'a'), (null, 'b')").given(OTHERS, columns, "(1.2349, 'a'), (null, 'b')");

        assertThat(BENCH.violations(Comparisons.equalityRounded(2, () -> OTHERS, THINGS.N, THINGS.S)))
                .isZero();
        assertThat(BENCH.violations(Comparisons.equalityRounded(3, () -> OTHERS, THINGS.N, THINGS.S)))
                .isEqualTo(2);
        assertThat(BENCH.violations(Comparisons.equality(() -> OTHERS, THINGS.N, THINGS.S)))
                .isEqualTo(2);
        assertThat(BENCH.given(columns, "")
                        .given(OTHERS, columns, "")
                        .violations(Comparisons.equalityRounded(0, () -> OTHERS, THINGS.N)))
                .isZero();
        assertThatThrownBy(() -> Comparisons.equalityRounded(-1, () -> OTHERS, THINGS.N))
                .hasMessage("numbers cannot be rounded to -1 decimals");
    }

    @Test
    void equality_looks_at_the_rows_that_count() {
        var check = Comparisons.equality(() -> OTHERS, THINGS.X).where(THINGS.S.isNotNull());

        assertThat(violations(check, "(1, 'a'), (2, null)", "(1, null)")).isZero();
        assertThat(violations(check, "(1, 'a'), (2, 'b')", "(1, null)")).isEqualTo(1);
    }

    @Test
    void cardinality_equality_compares_how_often_each_value_occurs() {
        var check = Comparisons.cardinalityEquality(THINGS.X, () -> OTHERS.X);

        assertThat(violations(check, "(1, 'a'), (1, 'b'), (null, 'c')", "(1, null), (null, null), (1, null)"))
                .isZero();
        assertThat(violations(check, "", "")).isZero();
        assertThat(violations(check, "(1, 'a'), (1, 'b')", "(1, null), (2, null)"))
                .isEqualTo(3);
        assertThat(BENCH.offending(check))
                .isEqualTo("difference=missing, value=1, occurrences=1; difference=missing, value=2, occurrences=1; "
                        + "difference=unexpected, value=1, occurrences=2");
    }

    @Test
    void equal_row_count_counts_rows_of_nulls_too() {
        var check = Comparisons.equalRowCount(() -> OTHERS);

        assertThat(violations(check, "(1, 'a'), (null, null)", "(3, 'c'), (4, 'd')"))
                .isZero();
        assertThat(violations(check, "", "")).isZero();
        assertThat(violations(check, "(1, 'a')", "")).isEqualTo(1);
        assertThat(BENCH.offending(check)).isEqualTo("row_count=1, other_row_count=0");
        assertThat(violations(check.where(THINGS.X.isNotNull()), "(1, 'a'), (null, 'b')", "(1, 'a')"))
                .isZero();
    }

    @Test
    void fewer_rows_than_is_strict() {
        var check = Comparisons.fewerRowsThan(() -> OTHERS);

        assertThat(violations(check, "(1, 'a')", "(3, 'c'), (4, 'd')")).isZero();
        assertThat(violations(check, "(1, 'a')", "(3, 'c')")).isEqualTo(1);
        assertThat(violations(check, "", "")).isEqualTo(1);
    }

    @Test
    void says_what_there_is_not_to_compare_with() {
        assertThatThrownBy(() -> Comparisons.equality(() -> OTHERS)).hasMessage("equality() needs at least one column");
        assertThatThrownBy(() -> BENCH.violations(Comparisons.equalRowCount(() -> null)))
                .hasMessage("the relation to compare with is null");
        assertThatThrownBy(() -> BENCH.violations(Comparisons.equality(() -> OTHERS, THINGS.X.as("z"))))
                .hasMessage("equality() compares z, which others does not have");
    }
}
