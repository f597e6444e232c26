package io.pulsemetrics.check;

import static io.pulsemetrics.check.Things.OTHERS;
import static io.pulsemetrics.check.Things.THINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class RowChecksTest {
    private static final CheckBench BENCH = new CheckBench();

    @AfterAll
    static void drop() {
        BENCH.close();
    }

    private enum Color {
        RED,
        GREEN;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Asks it of rows that pass, of rows of which {@code failing} fail, of NULLs alone and of no rows. */
    private static void expect(Check check, String columns, String passing, String broken, long failing) {
        assertThat(BENCH.given(columns, passing).violations(check))
                .as("passing")
                .isZero();
        assertThat(BENCH.given(columns, broken).violations(check)).as("failing").isEqualTo(failing);
        assertThat(BENCH.given(columns, "").violations(check)).as("empty").isZero();
    }

    @Test
    void type_is_what_the_database_says() {
        BENCH.given("x, n, s, at", "(1, 2.5, 'a', null), (null, null, null, null)");

        assertThat(BENCH.violations(Check.type(THINGS.X, SQLDataType.INTEGER))).isZero();
        assertThat(BENCH.violations(Check.type(THINGS.N, SQLDataType.NUMERIC(12, 2))))
                .isZero();
        assertThat(BENCH.violations(Check.type(THINGS.S, SQLDataType.CLOB))).isZero();
        assertThat(BENCH.violations(Check.type(THINGS.AT, SQLDataType.LOCALDATETIME)))
                .isZero();
        assertThat(BENCH.violations(Check.type(THINGS.AT, SQLDataType.OFFSETDATETIME)))
                .isEqualTo(2);
        assertThat(BENCH.violations(Check.type(THINGS.X, SQLDataType.BIGINT))).isEqualTo(2);
        assertThat(BENCH.given("x", "").violations(Check.type(THINGS.X, SQLDataType.BIGINT)))
                .isZero();
    }

    @Test
    void not_null_objects_to_null_alone() {
        expect(Check.notNull(THINGS.X), "x", "(1), (0)", "(1), (null), (null)", 2);
    }

    @Test
    void is_null_objects_to_values() {
        expect(Check.isNull(THINGS.X), "x", "(null), (null)", "(null), (0)", 1);
    }

    @Test
    void unique_counts_values_that_occur_more_than_once_and_does_not_compare_null() {
        expect(Check.unique(THINGS.X), "x", "(1), (2), (null), (null)", "(1), (1), (1), (2), (2), (3)", 2);
        assertThat(BENCH.given("x", "(1), (1), (1)").offending(Check.unique(THINGS.X)))
                .isEqualTo("x=1, occurrences=3");
    }

    @Test
    void unique_of_several_columns_leaves_out_rows_with_a_null_among_them() {
        expect(
                Check.unique(THINGS.X, THINGS.Y),
                "x, y",
                "(1, 1), (1, 2), (1, null), (1, null)",
                "(1, 1), (1, 1), (2, 1)",
                1);
    }

    @Test
    void accepted_values_lets_null_pass() {
        expect(
                Check.acceptedValues(THINGS.S, List.of("a", "b")),
                "s",
                "('a'), ('b'), (null)",
                "('a'), ('c'), ('A')",
                2);
    }

    @Test
    void accepted_values_come_from_an_enum() {
        expect(
                Check.acceptedValues(THINGS.S, Color.class, Color::code),
                "s",
                "('red'), ('green'), (null)",
                "('RED'), ('blue')",
                2);
    }

    @Test
    void rejected_values_lets_null_pass() {
        expect(Check.rejectedValues(THINGS.S, List.of("n/a", "")), "s", "('a'), (null)", "('n/a'), (''), ('x')", 2);
    }

    @Test
    void range_includes_both_bounds() {
        expect(Check.range(THINGS.X, 1, 3), "x", "(1), (3), (null)", "(0), (4), (2)", 2);
    }

    @Test
    void one_sided_ranges_include_or_exclude_their_bound() {
        expect(Check.atLeast(THINGS.X, 1), "x", "(1), (2), (null)", "(0)", 1);
        expect(Check.atMost(THINGS.X, 1), "x", "(1), (0), (null)", "(2)", 1);
        expect(Check.greaterThan(THINGS.N, BigDecimal.ZERO), "n", "(0.01), (null)", "(0), (-1)", 2);
        expect(Check.lessThan(THINGS.N, BigDecimal.ONE), "n", "(0.99), (null), ('-Infinity')", "(1), (2), ('NaN')", 3);
    }

    @Test
    void regex_finds_its_pattern_anywhere_and_minds_case() {
        expect(Check.regex(THINGS.S, "^[a-z]+$"), "s", "('abc'), (null)", "('Abc'), ('a1'), ('')", 3);
        expect(Check.notRegex(THINGS.S, "[0-9]"), "s", "('abc'), (null)", "('a1'), ('1')", 2);
    }

    @Test
    void like_knows_percent_and_underscore() {
        expect(Check.like(THINGS.S, "a_%"), "s", "('ab'), ('abc'), (null)", "('a'), ('ba')", 2);
        expect(Check.notLike(THINGS.S, "%@test.%"), "s", "('a@b.c'), (null)", "('a@test.de')", 1);
    }

    @Test
    void length_counts_characters_and_not_bytes() {
        expect(Check.length(THINGS.S, 2, 3), "s", "('äö'), ('abc'), (null)", "('a'), ('abcd'), ('')", 3);
    }

    @Test
    void not_empty_string_objects_to_blanks() {
        expect(Check.notEmptyString(THINGS.S), "s", "('a'), (' a '), (null)", "(''), ('   ')", 2);
    }

    @Test
    void unique_within_row_compares_each_pair_of_columns() {
        expect(
                Check.uniqueWithinRow(THINGS.ID, THINGS.X, THINGS.Y),
                "id, x, y",
                "(1, 2, 3), (1, null, null)",
                "(1, 1, 2), (1, 2, 1), (1, 2, 2), (1, null, 1)",
                4);
    }

    @Test
    void expression_passes_what_is_unknown() {
        expect(
                Check.expression("x_le_y", THINGS.X.le(THINGS.Y), THINGS.X, THINGS.Y),
                "x, y",
                "(1, 1), (1, 2), (null, 1), (1, null)",
                "(2, 1)",
                1);
    }

    @Test
    void relationship_lets_null_pass_and_counts_each_orphan() {
        BENCH.given(OTHERS, "x", "(1), (1), (2), (null)");

        expect(Check.relationship(THINGS.X, () -> OTHERS.X), "x", "(1), (2), (1), (null)", "(3), (3), (1)", 2);
    }

    @Test
    void relationship_to_an_empty_relation_fails_for_every_value() {
        BENCH.given(OTHERS, "x", "");

        assertThat(BENCH.given("x", "(1), (null)").violations(Check.relationship(THINGS.X, () -> OTHERS.X)))
                .isEqualTo(1);
    }

    @Test
    void relationship_can_be_limited_on_both_sides() {
        BENCH.given(OTHERS, "x, s", "(1, 'open'), (2, 'closed')");
        var check = Check.relationship(THINGS.X, () -> OTHERS.X, () -> OTHERS.S.eq(inline("open")))
                .where(THINGS.B.isTrue());

        expect(check, "x, b", "(1, true), (2, false), (2, null)", "(2, true), (1, true)", 1);
    }

    @Test
    void relationship_of_a_relation_to_itself() {
        expect(Check.relationship(THINGS.Y, () -> THINGS.X), "x, y", "(1, null), (2, 1)", "(1, 3), (2, 1)", 1);
    }

    @Test
    void where_leaves_out_rows_for_which_it_is_unknown() {
        var check = Check.notNull(THINGS.X).where(THINGS.B.isTrue());

        expect(check, "x, b", "(1, true), (null, false), (null, null)", "(null, true)", 1);
        expect(
                Check.unique(THINGS.X).where(THINGS.B.isTrue()),
                "x, b",
                "(1, true), (1, null)",
                "(1, true), (1, true)",
                1);
    }

    @Test
    void query_returns_the_offending_rows() {
        var check = Check.query(
                "no_negative_sum",
                things -> select(THINGS.G)
                        .from(things)
                        .groupBy(THINGS.G)
                        .having(sum(THINGS.X).lt(inline(BigDecimal.ZERO))));

        expect(check, "g, x", "('a', 1), ('a', -1), ('b', null)", "('a', 1), ('a', -2), ('b', -1)", 2);
    }

    private static final class NoEvenIds extends CustomCheck {
        NoEvenIds() {
            super("no_even_ids");
        }

        @Override
        public Select<?> violations(Table<?> relation) {
            return select(THINGS.ID)
                    .from(relation)
                    .where(THINGS.ID.mod(inline(2)).eq(inline(0)));
        }
    }

    @Test
    void a_class_of_ones_own_can_be_given_everything_but_a_where() {
        expect(new NoEvenIds(), "id", "(1), (3)", "(2), (4)", 2);
        var check = new NoEvenIds().warn().tagged("odd").describedAs("Ids are odd");
        assertThat(check.name()).isEqualTo("no_even_ids");
        assertThat(check.type()).isEqualTo("custom");
        assertThat(check.severity()).isEqualTo(Severity.WARN);
        assertThatThrownBy(() -> check.where(THINGS.B.isTrue()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no_even_ids is a query of one's own, which says itself which rows it looks at");
    }

    @Test
    void shows_the_columns_that_are_asked_for() {
        BENCH.given("id, x, s", "(1, null, 'a'), (2, 1, 'b')");

        assertThat(BENCH.offending(Check.notNull(THINGS.X), THINGS.ID)).isEqualTo("id=1");
        assertThat(BENCH.offending(Check.notNull(THINGS.X), THINGS.ID, THINGS.S))
                .isEqualTo("id=1, s=a");
    }

    @Test
    void refuses_checks_that_cannot_mean_anything() {
        assertThatThrownBy(() -> Check.unique()).hasMessage("unique() needs at least one column");
        assertThatThrownBy(() -> Check.acceptedValues(THINGS.S, List.of()))
                .hasMessage("a check of the values of s needs at least one value");
        assertThatThrownBy(() -> Check.uniqueWithinRow(THINGS.X))
                .hasMessage("uniqueWithinRow() needs at least two columns");
        assertThatThrownBy(() -> BENCH.violations(Check.relationship(THINGS.X, () -> null)))
                .hasMessage("the relationship of x points at nothing that is a column of a relation");
    }
}
