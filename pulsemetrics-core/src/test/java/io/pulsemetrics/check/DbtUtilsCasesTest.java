package io.pulsemetrics.check;

import static io.pulsemetrics.check.Bounds.atLeast;
import static io.pulsemetrics.check.Bounds.exactly;
import static io.pulsemetrics.check.EcosystemCase.rows;
import static io.pulsemetrics.check.Sequences.Gaps.ALLOWED;
import static io.pulsemetrics.check.Sequences.Gaps.NOT_ALLOWED;
import static io.pulsemetrics.check.Sequences.Gaps.REQUIRED;
import static io.pulsemetrics.check.Things.OTHERS;
import static io.pulsemetrics.check.Things.THINGS;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DatePart;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases by which dbt-utils tests its generic tests have the same outcome here. */
class DbtUtilsCasesTest {
    private static final CheckBench BENCH = new CheckBench();

    private static final EcosystemCase.Rows PARTLY_THE_SAME = rows("g, x", "('k', 4), ('k', 4), ('k', 9)");
    private static final EcosystemCase.Rows ONE_GROUP_IS_NULL = rows("s, y", "('k', 8), ('m', null)");
    private static final EcosystemCase.Rows SUMS_OF_ONE = rows("x, n", "(1, 0), (0, 1), (7, -6)");
    private static final EcosystemCase.Rows TOWNS = rows("s", "('Lyon'), ('Oslo'), ('Porto')");
    private static final EcosystemCase.Rows PARENTS = rows("x", "(10), (20), (40)", "(10), (20), (30)");
    private static final EcosystemCase.Rows RANGES_THAT_TOUCH =
            rows("d, e", "('2026-01-01', '2026-01-05'), ('2026-01-05', '2026-01-06'), ('2026-01-06', '2026-02-01')");
    private static final EcosystemCase.Rows RANGES_WITH_GAPS = rows(
            "g, d, e",
            "('k', '2026-01-01', '2026-01-05'), ('k', '2026-02-05', '2026-02-06'), ('m', '2026-01-03', '2026-01-04'),"
                    + " ('m', '2026-01-05', null)");
    private static final EcosystemCase.Rows EMPTY_RANGES = rows(
            "g, d, e",
            "('k', '2026-01-02', '2026-01-03'), ('k', '2026-01-04', '2026-01-06'), ('k', '2026-01-04', '2026-01-04'),"
                    + " ('m', '2026-01-02', '2026-01-02'), ('m', '2026-01-05', '2026-01-06')");
    private static final EcosystemCase.Rows SALES =
            rows("d, s, x", "('2026-01-01', 'tea', 7), ('2026-01-01', 'jam', 7), ('2026-02-01', 'tea', 9)");
    private static final EcosystemCase.Rows SAME_VALUES =
            rows("x, y", "(5, 7), (6, 5), (7, 6)", "(7, 6), (5, 5), (6, 7)");
    private static final EcosystemCase.Rows BOUNDARIES = rows("x", "(-3), (8)");
    private static final EcosystemCase.Rows HALF_KNOWN = rows(
            "x, y", "(1, 1), (null, 2), (3, 3), (null, 4), (5, 5), (null, 6), (7, 7), (null, 8), (9, 9), (null, null)");
    private static final EcosystemCase.Rows OTHER_IN_ONE_COLUMN =
            rows("x, y, n", "(1, 5, 1), (1, 6, 2), (2, 7, 3)", "(1, 5, 4), (1, 6, 4), (2, 7, 4)");
    private static final EcosystemCase.Rows NEARLY_EQUAL = rows(
            "id, n, s", "(1, 10.1234567, 'k'), (2, 20.7654321, 'k')", "(1, 10.1234566, 'm'), (2, 20.7654320, 'm')");
    private static final EcosystemCase.Rows FEWER = rows("g, x", "('k', 1), ('k', 2)", "('k', 1), ('k', 2), ('k', 3)");
    private static final EcosystemCase.Rows EVEN = rows("g, x", "('k', 4), ('k', 6), ('m', 8), ('m', 10)");
    private static final EcosystemCase.Rows HOURS =
            rows("at", "('2026-05-01 22:00'), ('2026-05-01 23:00'), ('2026-05-02 00:00')");
    private static final EcosystemCase.Rows YESTERDAY_AFTERNOON = rows("g, s, at", "('k', 'm', '2026-05-01 13:00')");
    private static final EcosystemCase.Rows YESTERDAY_MIDNIGHT = rows("g, s, at", "('k', 'm', '2026-05-01 00:00')");

    private static final Field<LocalDateTime> NOON =
            inline(LocalDateTime.of(2026, 5, 2, 12, 0), SQLDataType.LOCALDATETIME);
    private static final Field<LocalDate> TODAY = inline(LocalDate.of(2026, 5, 2), SQLDataType.LOCALDATE);
    private static final Check RECENT = Aggregates.recency(THINGS.AT, Duration.ofDays(1), NOON);

    @AfterAll
    static void drop() {
        BENCH.close();
    }

    static Stream<EcosystemCase> cases() {
        return Stream.of(rowsAndGroups(), keysAndRanges(), relations(), times()).flatMap(cases -> cases);
    }

    private static Stream<EcosystemCase> rowsAndGroups() {
        var one = THINGS.N.plus(THINGS.X).eq(inline(BigDecimal.ONE));
        return Stream.of(
                PARTLY_THE_SAME.passes("not_constant", Aggregates.notConstant(THINGS.X)),
                PARTLY_THE_SAME.passes(
                        "not_constant by group", Aggregates.perGroup(Aggregates.notConstant(THINGS.X), THINGS.G)),
                ONE_GROUP_IS_NULL.passes("at_least_one", Aggregates.atLeastOne(THINGS.S)),
                ONE_GROUP_IS_NULL.fails(
                        "at_least_one by group", Aggregates.perGroup(Aggregates.atLeastOne(THINGS.Y), THINGS.S)),
                SUMS_OF_ONE.passes("expression_is_true", Check.expression("one", one)),
                SUMS_OF_ONE.passes(
                        "expression_is_true where",
                        Check.expression("seven", THINGS.X.eq(inline(7))).where(THINGS.N.lt(inline(BigDecimal.ZERO)))),
                SUMS_OF_ONE.passes("expression_is_true of a column", Check.expression("one", one, THINGS.X)),
                SUMS_OF_ONE.passes(
                        "expression_is_true of a column where",
                        Check.expression("negative", THINGS.N.lt(inline(BigDecimal.ZERO)), THINGS.N)
                                .where(THINGS.X.eq(inline(7)))),
                TOWNS.passes("not_accepted_values", Check.rejectedValues(THINGS.S, List.of("Rome", "Bern"))),
                BOUNDARIES.passes("accepted_range inclusive", Check.range(THINGS.X, -3, 8)),
                BOUNDARIES.passes("accepted_range exclusive below", Check.greaterThan(THINGS.X, -4)),
                BOUNDARIES.passes("accepted_range exclusive above", Check.lessThan(THINGS.X, 9)),
                BOUNDARIES.passes(
                        "accepted_range at least, where",
                        Check.atLeast(THINGS.X, 0).where(THINGS.X.ne(inline(-3)))),
                HALF_KNOWN.passes("not_null_proportion exactly", Aggregates.notNullProportion(THINGS.X, exactly(0.5))),
                HALF_KNOWN.passes("not_null_proportion at least", Aggregates.notNullProportion(THINGS.Y, atLeast(0.9))),
                HALF_KNOWN.passes(
                        "not_null_proportion by group",
                        Aggregates.perGroup(Aggregates.notNullProportion(THINGS.X, atLeast(0)), THINGS.Y)));
    }

    private static Stream<EcosystemCase> keysAndRanges() {
        return Stream.of(
                SALES.passes("unique_combination_of_columns", Check.unique(THINGS.D, THINGS.S)),
                PARENTS.passes(
                        "relationships_where",
                        Check.relationship(THINGS.X, () -> OTHERS.X).where(THINGS.X.ne(inline(40)))),
                RANGES_THAT_TOUCH.passes(
                        "mutually_exclusive_ranges without gaps",
                        Sequences.mutuallyExclusiveRanges(THINGS.D, THINGS.E, NOT_ALLOWED)),
                RANGES_WITH_GAPS.passes(
                        "mutually_exclusive_ranges with gaps, one open",
                        Sequences.mutuallyExclusiveRanges(THINGS.D, THINGS.E, ALLOWED, THINGS.G)),
                RANGES_WITH_GAPS.passes(
                        "mutually_exclusive_ranges with gaps required",
                        Sequences.mutuallyExclusiveRanges(THINGS.D, THINGS.E, REQUIRED, THINGS.G)),
                EMPTY_RANGES.passes(
                        "mutually_exclusive_ranges that may be empty",
                        Sequences.noOverlaps(THINGS.D, THINGS.E, THINGS.G)),
                EVEN.passes("sequential_values", Sequences.sequentialValues(THINGS.X, 2)),
                EVEN.passes("sequential_values by group", Sequences.sequentialValues(THINGS.X, 2, THINGS.G)),
                HOURS.passes("sequential_values of hours", Sequences.sequentialValues(THINGS.AT, 1, DatePart.HOUR)));
    }

    private static Stream<EcosystemCase> relations() {
        return Stream.of(
                SAME_VALUES.passes("cardinality_equality with itself", cardinality(THINGS)),
                SAME_VALUES.passes("cardinality_equality, same name", cardinality(OTHERS)),
                SAME_VALUES.passes(
                        "cardinality_equality, other name", Comparisons.cardinalityEquality(THINGS.X, () -> OTHERS.Y)),
                OTHER_IN_ONE_COLUMN.passes(
                        "equality with itself", Comparisons.equality(() -> THINGS, THINGS.X, THINGS.Y, THINGS.N)),
                OTHER_IN_ONE_COLUMN.fails(
                        "equality of all columns", Comparisons.equality(() -> OTHERS, THINGS.X, THINGS.Y, THINGS.N)),
                OTHER_IN_ONE_COLUMN.passes(
                        "equality of some columns", Comparisons.equality(() -> OTHERS, THINGS.X, THINGS.Y)),
                OTHER_IN_ONE_COLUMN.passes(
                        "equality without a column, the other way round",
                        Comparisons.equality(() -> OTHERS, THINGS.Y, THINGS.X)),
                NEARLY_EQUAL.passes(
                        "equality, precision 4", Comparisons.equalityRounded(4, () -> OTHERS, THINGS.ID, THINGS.N)),
                NEARLY_EQUAL.fails(
                        "equality, precision 8", Comparisons.equalityRounded(8, () -> OTHERS, THINGS.ID, THINGS.N)),
                NEARLY_EQUAL.fails(
                        "equality of all columns, precision 4",
                        Comparisons.equalityRounded(4, () -> OTHERS, THINGS.ID, THINGS.N, THINGS.S)),
                SALES.passes("equal_rowcount", Comparisons.equalRowCount(() -> OTHERS)),
                SALES.passes("equal_rowcount by group", Comparisons.cardinalityEquality(THINGS.S, () -> OTHERS.S)),
                FEWER.passes("fewer_rows_than", Comparisons.fewerRowsThan(() -> OTHERS)),
                FEWER.passes("fewer_rows_than by group", fewerRowsByGroup()));
    }

    private static Check cardinality(Things other) {
        return Comparisons.cardinalityEquality(THINGS.X, () -> other.X);
    }

    private static Check fewerRowsByGroup() {
        return Check.query("fewer_rows_by_group", relation -> {
            var there = field(selectCount().from(OTHERS).where(OTHERS.G.eq(THINGS.G)));
            return select(THINGS.G).from(relation).groupBy(THINGS.G).having(count().ge(there));
        });
    }

    private static Stream<EcosystemCase> times() {
        var day = THINGS.AT.cast(LocalDate.class);
        return Stream.of(
                YESTERDAY_AFTERNOON.passes("recency", RECENT),
                YESTERDAY_AFTERNOON.passes("recency by group", Aggregates.perGroup(RECENT, THINGS.G)),
                YESTERDAY_AFTERNOON.passes("recency by two columns", Aggregates.perGroup(RECENT, THINGS.G, THINGS.S)),
                YESTERDAY_MIDNIGHT.passes("recency of days", Aggregates.recency(day, Duration.ofDays(1), TODAY)),
                YESTERDAY_MIDNIGHT.fails("recency of instants", RECENT));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_outcome_is_the_same(EcosystemCase expected) {
        expected.verify(BENCH);
    }
}
