package io.pulsemetrics.check;

import static io.pulsemetrics.check.Bounds.atLeast;
import static io.pulsemetrics.check.Bounds.atMost;
import static io.pulsemetrics.check.Bounds.between;
import static io.pulsemetrics.check.Bounds.exactly;
import static io.pulsemetrics.check.EcosystemCase.rows;
import static io.pulsemetrics.check.Things.OTHERS;
import static io.pulsemetrics.check.Things.THINGS;
import static java.util.stream.Collectors.joining;
import static org.jooq.impl.DSL.abs;
import static org.jooq.impl.DSL.and;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectCount;
import static org.jooq.impl.DSL.sum;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DatePart;
import org.jooq.Field;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases by which dbt-expectations tests itself have the same outcome here, as far as they are not javac's affair. */
class DbtExpectationsCasesTest {
    private static final CheckBench BENCH = new CheckBench();

    /** Addresses in {@code s}, codes in {@code g}. */
    private static final EcosystemCase.Rows TEXTS =
            rows("s, g", "('me@one.org', '12345-678'), ('you@two.org', '54321-876'), ('a.b@one.org', '00001-000')");

    /** {@code x + y = 2}, {@code n} climbs by threes, {@code d} comes twice at the end, {@code b} and {@code e} are NULL. */
    private static final EcosystemCase.Rows NUMBERS = rows(
            "id, x, y, n, s, g, d",
            "(1, 0, 2, 3, 'k', 'm', '2026-01-01'), (2, 2, 0, 6, 'l', 'mn', '2026-01-02'),"
                    + " (3, 1, 1, 9, 'j', 'mno', '2026-01-03'), (4, 1, 1, 12, 'j', 'mnop', '2026-01-03')");

    private static final EcosystemCase.Rows DOUBLED =
            rows("d, x", twice("('2026-01-01', 1), ('2026-01-02', 2)"), "('2026-01-01', 1), ('2026-01-02', 2)");

    /** Two groups of a value a day, and a third value on each day. */
    private static final EcosystemCase.Rows DAYS = rows(
            "g, d, at, x",
            IntStream.rangeClosed(1, 28)
                    .mapToObj(day ->
                            "('k', '2026-02-%1$02d', '2026-02-%1$02d', %2$d), ('m', '2026-02-%1$02d', '2026-02-%1$02d', %3$d)"
                                    .formatted(day, day % 5, 100 + day % 7))
                    .collect(joining(", ")));

    private static final EcosystemCase.Rows HOURS = rows(
            "at, x",
            IntStream.range(0, 72)
                    .mapToObj(hour -> "(timestamp '2026-02-01' + %d * interval '1 hour', 1)".formatted(hour))
                    .collect(joining(", ")));

    private static final EcosystemCase.Rows ROLLING = rows(
            "g, d, x, y",
            "('k', '2026-01-01', 1, 1), ('m', '2026-01-02', 2, 9), ('m', '2026-01-03', 5, 7), ('m', '2026-01-04', 6, 1),"
                    + " ('p', '2026-01-03', 4, 4)");

    private static final Field<LocalDate> TODAY = inline(LocalDate.of(2026, 3, 1), SQLDataType.LOCALDATE);
    private static final Field<LocalDateTime> NOW =
            inline(LocalDateTime.of(2026, 3, 1, 0, 0), SQLDataType.LOCALDATETIME);
    private static final Check RECENT = Aggregates.recency(THINGS.AT, Duration.ofDays(1), NOW);

    private static String twice(String rows) {
        return rows + ", " + rows;
    }

    @AfterAll
    static void drop() {
        BENCH.close();
    }

    static Stream<EcosystemCase> cases() {
        return Stream.of(
                        expressions(),
                        lists(),
                        patterns(),
                        keys(),
                        tables(),
                        sums(),
                        columns(),
                        texts(),
                        days(),
                        groups())
                .flatMap(cases -> cases);
    }

    private static Condition matches(String pattern) {
        return THINGS.S.likeRegex(inline(pattern));
    }

    private static Condition like(String pattern) {
        return THINGS.S.like(inline(pattern));
    }

    private static Check holds(Condition condition) {
        return Check.expression("holds", condition);
    }

    private static Stream<EcosystemCase> expressions() {
        return Stream.of(
                TEXTS.passes("match_regex", Check.regex(THINGS.S, "@[^.]*")),
                TEXTS.fails("match_regex of nothing", Check.regex(THINGS.S, "#[^.]*")),
                TEXTS.passes("match_regex, case ignored", Check.regex(THINGS.S, "(?i)[A-Z]")),
                TEXTS.fails("match_regex, case matters", Check.regex(THINGS.S, "[A-Z]")),
                TEXTS.passes("not_match_regex", Check.notRegex(THINGS.S, "#[^.]*")),
                TEXTS.fails("not_match_regex of all", Check.notRegex(THINGS.S, "@[^.]*")),
                TEXTS.passes("not_match_regex, upper case", Check.notRegex(THINGS.S, "[A-Z]")),
                TEXTS.fails("not_match_regex, lower case", Check.notRegex(THINGS.S, "[a-z]")),
                TEXTS.passes("match_regex of digits", Check.regex(THINGS.G, "^\\d{5}")),
                TEXTS.fails("match_regex of too many digits", Check.regex(THINGS.G, "^\\d{55}")),
                TEXTS.passes("not_match_regex of a code", Check.notRegex(THINGS.G, "@[^.]*")),
                TEXTS.fails("not_match_regex of digits", Check.notRegex(THINGS.G, "^\\d{5}")),
                TEXTS.passes("match_regex of a whole code", Check.regex(THINGS.G, "^\\d{5}-\\d{3}")),
                TEXTS.fails("match_regex of a longer code", Check.regex(THINGS.G, "^\\d{5}-\\d{9}")));
    }

    private static Stream<EcosystemCase> lists() {
        return Stream.of(
                TEXTS.passes("match_regex_list, one", holds(matches("@[^.]*").or(matches("#[^.]*")))),
                TEXTS.fails("match_regex_list, none", holds(matches("%[^.]*").or(matches("#[^.]*")))),
                TEXTS.passes(
                        "match_regex_list, case ignored",
                        holds(matches("(?i)[A-G]").or(matches("(?i)[H-Z]")))),
                TEXTS.fails(
                        "match_regex_list, case matters", holds(matches("[A-G]").or(matches("[H-Z]")))),
                TEXTS.fails("match_regex_list, all", holds(matches("@[^.]*").and(matches("^\\d")))),
                TEXTS.passes(
                        "not_match_regex_list, one",
                        holds(or(matches("@[^.]*").not(), matches("#[^.]*").not()))),
                TEXTS.fails(
                        "not_match_regex_list, one of none",
                        holds(or(matches("@").not(), matches("@").not()))),
                TEXTS.passes(
                        "not_match_regex_list, all",
                        holds(and(matches("#").not(), matches("#").not()))),
                TEXTS.fails(
                        "not_match_regex_list, all of one",
                        holds(and(matches("@").not(), matches("#").not()))),
                TEXTS.passes(
                        "not_match_regex_list, upper case",
                        holds(or(matches("[A-G]").not(), matches("[H-Z]").not()))),
                TEXTS.passes(
                        "not_match_regex_list, digits",
                        holds(or(matches("(?i)[A-Z]").not(), matches("[0-9]").not()))),
                TEXTS.fails(
                        "not_match_regex_list, letters and digits",
                        holds(and(matches("(?i)[A-Z]").not(), matches("[0-9]").not()))));
    }

    private static Stream<EcosystemCase> patterns() {
        return Stream.of(
                TEXTS.passes("match_like_pattern", Check.like(THINGS.S, "%@%")),
                TEXTS.fails("match_like_pattern of nothing", Check.like(THINGS.S, "%#%")),
                TEXTS.passes("not_match_like_pattern", Check.notLike(THINGS.S, "%#%")),
                TEXTS.fails("not_match_like_pattern of all", Check.notLike(THINGS.S, "%@%")),
                TEXTS.passes("match_like_pattern_list, one", holds(like("%@%").or(like("%#%")))),
                TEXTS.fails("match_like_pattern_list, all", holds(like("%@%").and(like("%#%")))),
                TEXTS.passes(
                        "not_match_like_pattern_list, one",
                        holds(like("%@%").not().or(like("%#%").not()))),
                TEXTS.fails(
                        "not_match_like_pattern_list, all",
                        holds(like("%@%").not().and(like("%#%").not()))));
    }

    private static Stream<EcosystemCase> keys() {
        var once = Aggregates.rowCount(atMost(1));
        return Stream.of(
                NUMBERS.passes("compound_columns_to_be_unique", Check.unique(THINGS.D, THINGS.G)),
                NUMBERS.passes(
                        "compound_columns_to_be_unique where",
                        Check.unique(THINGS.D, THINGS.G).where(inline(2).eq(inline(2)))),
                NUMBERS.passes(
                        "compound_columns_to_be_unique, rows with a NULL left out", Check.unique(THINGS.D, THINGS.E)),
                NUMBERS.fails(
                        "compound_columns_to_be_unique, rows of NULLs left out",
                        Aggregates.perGroup(once, THINGS.D, THINGS.E)
                                .where(THINGS.D.isNotNull().or(THINGS.E.isNotNull()))),
                NUMBERS.passes(
                        "compound_columns_to_be_unique of NULLs, left out",
                        Aggregates.perGroup(once, THINGS.B, THINGS.E)
                                .where(THINGS.B.isNotNull().or(THINGS.E.isNotNull()))),
                NUMBERS.passes("column_values_to_be_unique", Check.unique(THINGS.ID)),
                NUMBERS.passes(
                        "select_column_values_to_be_unique_within_record", Check.uniqueWithinRow(THINGS.S, THINGS.G)));
    }

    private static Stream<EcosystemCase> tables() {
        var times = Check.query(
                "twice_as_many",
                relation -> select(countLarge())
                        .from(relation)
                        .having(countLarge()
                                .ne(field(selectCount().from(OTHERS))
                                        .times(inline(2))
                                        .cast(Long.class))));
        return Stream.of(
                NUMBERS.passes("table_row_count_to_equal", Aggregates.rowCount(exactly(4))),
                NUMBERS.passes("table_row_count_to_be_between", Aggregates.rowCount(between(1, 4))),
                NUMBERS.passes("table_row_count_to_be_between, least", Aggregates.rowCount(atLeast(1))),
                NUMBERS.passes("table_row_count_to_be_between, most", Aggregates.rowCount(atMost(4))),
                NUMBERS.passes("table_row_count_to_equal_other_table", Comparisons.equalRowCount(() -> OTHERS)),
                DOUBLED.passes("table_row_count_to_equal_other_table_times_factor", times),
                DOUBLED.passes(
                        "table_row_count_to_equal_other_table_times_factor by group", twiceByGroup(THINGS.D, OTHERS.D)),
                DOUBLED.passes(
                        "table_row_count_to_equal_other_table_times_factor by other group",
                        twiceByGroup(THINGS.X, OTHERS.X)));
    }

    private static <T> Check twiceByGroup(Field<T> group, Field<T> other) {
        return Check.query(
                "twice_as_many_by_group",
                relation -> select(group)
                        .from(relation)
                        .groupBy(group)
                        .having(count().ne(field(selectCount().from(OTHERS).where(other.eq(group)))
                                .times(inline(2)))));
    }

    private static Stream<EcosystemCase> sums() {
        var both = THINGS.X.plus(THINGS.Y);
        var sameSums = Check.query(
                "same_sums",
                relation -> select(THINGS.ID, sum(THINGS.X))
                        .from(relation)
                        .groupBy(THINGS.ID)
                        .except(select(OTHERS.ID, sum(OTHERS.X)).from(OTHERS).groupBy(OTHERS.ID)));
        var nearly = THINGS.X.times(inline(new BigDecimal("0.99")));
        var nearSums = Check.query(
                "near_sums",
                relation -> select(THINGS.ID)
                        .from(relation)
                        .groupBy(THINGS.ID)
                        .having(abs(sum(THINGS.X).minus(sum(nearly)))
                                .gt(sum(nearly).times(inline(new BigDecimal("0.05"))))));
        return Stream.of(
                NUMBERS.passes("expression_is_true", holds(both.eq(inline(2)))),
                NUMBERS.passes("equal_expression with another table by group", sameSums),
                NUMBERS.passes("equal_expression with a tolerance", nearSums),
                NUMBERS.passes(
                        "equal_expression of two sums",
                        Check.query(
                                "two_sums",
                                relation -> select(sum(THINGS.X), sum(THINGS.Y))
                                        .from(relation)
                                        .having(sum(THINGS.X).ne(sum(THINGS.Y))))),
                NUMBERS.passes(
                        "column_pair_values_to_be_in_set",
                        holds(row(THINGS.X, THINGS.Y).in(List.of(row(0, 2), row(2, 0), row(1, 1))))),
                NUMBERS.passes(
                        "column_pair_values_A_to_be_greater_than_B",
                        holds(THINGS.X.plus(inline(10)).gt(THINGS.X))),
                NUMBERS.passes("column_pair_values_A_to_be_greater_than_B or equal", holds(THINGS.X.ge(THINGS.X))),
                NUMBERS.passes("column_pair_values_to_be_equal", holds(THINGS.X.eq(THINGS.X))),
                NUMBERS.passes("multicolumn_sum_to_equal", Aggregates.sumBetween(both, exactly(8))),
                NUMBERS.passes(
                        "multicolumn_sum_to_equal by group",
                        Aggregates.perGroup(Aggregates.sumBetween(both, exactly(2)), THINGS.ID)));
    }

    private static Stream<EcosystemCase> columns() {
        return Stream.of(
                NUMBERS.passes("column_values_to_not_be_null", Check.notNull(THINGS.X)),
                NUMBERS.passes("column_values_to_be_null", Check.isNull(THINGS.E)),
                NUMBERS.passes("column_values_to_be_between", Check.range(THINGS.X, 0, 2)),
                NUMBERS.passes("column_values_to_be_between, least", Check.atLeast(THINGS.X, 0)),
                NUMBERS.passes("column_sum_to_be_between", Aggregates.sumBetween(THINGS.X, between(1, 5))),
                NUMBERS.passes("column_min_to_be_between", Aggregates.minimum(THINGS.X, 0, 0)),
                NUMBERS.passes("column_max_to_be_between", Aggregates.maximum(THINGS.X, 2, 2)),
                NUMBERS.passes("column_mean_to_be_between", Aggregates.mean(THINGS.X, between(0, 1.5))),
                NUMBERS.passes(
                        "column_unique_value_count_to_be_between", Aggregates.distinctCount(THINGS.X, exactly(3))),
                NUMBERS.passes(
                        "column_proportion_of_unique_values_to_be_between",
                        Aggregates.uniqueProportion(THINGS.X, between(0, 0.75))),
                NUMBERS.passes("column_stdev_to_be_between", Aggregates.stddev(THINGS.X, between(0, 2))),
                NUMBERS.passes("column_stdev_to_be_between, strictly", Aggregates.stddev(THINGS.X, atLeast(0.001))),
                NUMBERS.passes(
                        "column_most_common_value_to_be_in_set", Aggregates.mostCommonValue(THINGS.X, List.of(1))),
                NUMBERS.passes("column_values_to_be_increasing", Sequences.increasing(THINGS.ID, THINGS.ID)),
                NUMBERS.passes(
                        "column_values_to_be_increasing, not strictly", Sequences.notDecreasing(THINGS.X, THINGS.X)),
                NUMBERS.passes(
                        "column_values_to_be_increasing by a step",
                        Sequences.sequentialValues(THINGS.N, BigDecimal.valueOf(3))),
                ROLLING.passes(
                        "column_values_to_be_increasing by group", Sequences.increasing(THINGS.X, THINGS.D, THINGS.G)),
                ROLLING.passes(
                        "column_values_to_be_decreasing by group", Sequences.decreasing(THINGS.Y, THINGS.D, THINGS.G)));
    }

    private static Stream<EcosystemCase> texts() {
        var letters = List.of("k", "l", "j");
        return Stream.of(
                NUMBERS.passes("column_values_to_be_in_set", Check.acceptedValues(THINGS.S, letters)),
                NUMBERS.passes("column_values_to_not_be_in_set", Check.rejectedValues(THINGS.S, List.of("8", "9"))),
                NUMBERS.passes(
                        "column_values_to_not_be_in_set of others", Check.rejectedValues(THINGS.G, List.of("k", "j"))),
                NUMBERS.passes("column_distinct_values_to_equal_set, in it", Check.acceptedValues(THINGS.S, letters)),
                NUMBERS.passes(
                        "column_distinct_values_to_equal_set, all of it", Aggregates.containsValues(THINGS.S, letters)),
                NUMBERS.passes(
                        "column_distinct_values_to_be_in_set",
                        Check.acceptedValues(THINGS.S, List.of("j", "k", "l", "z"))),
                NUMBERS.passes(
                        "column_distinct_values_to_contain_set",
                        Aggregates.containsValues(THINGS.S, List.of("k", "l"))),
                NUMBERS.passes("column_value_lengths_to_equal", Check.length(THINGS.S, 1, 1)),
                NUMBERS.passes("column_value_lengths_to_be_between", Check.length(THINGS.G, 1, 4)),
                NUMBERS.passes("column_values_to_have_consistent_casing", Aggregates.consistentCasing(THINGS.S)),
                NUMBERS.passes("column_distinct_count_to_be_less_than", Aggregates.distinctCount(THINGS.S, atMost(3))));
    }

    private static Stream<EcosystemCase> days() {
        var last = THINGS.D.eq(inline(LocalDate.of(2026, 2, 28)));
        return Stream.of(
                DAYS.passes("row_values_to_have_recent_data", RECENT),
                DAYS.passes(
                        "row_values_to_have_recent_data of days",
                        Aggregates.recency(THINGS.D, Duration.ofDays(1), TODAY)),
                HOURS.passes(
                        "row_values_to_have_recent_data of hours",
                        Aggregates.recency(
                                THINGS.AT,
                                Duration.ofHours(24),
                                inline(LocalDateTime.of(2026, 2, 4, 12, 0), SQLDataType.LOCALDATETIME))),
                DAYS.passes("row_values_to_have_data_for_every_n_datepart", Sequences.noGaps(THINGS.D)),
                DAYS.passes(
                        "row_values_to_have_data_for_every_n_datepart up to a day",
                        Sequences.noGaps(THINGS.D).where(last.not())),
                HOURS.passes(
                        "row_values_to_have_data_for_every_n_datepart, hours",
                        Sequences.noGaps(THINGS.AT, DatePart.HOUR)),
                DAYS.passes("column_values_to_be_of_type", Check.type(THINGS.AT, SQLDataType.LOCALDATETIME)),
                DAYS.passes("column_values_to_be_in_type_list", Check.type(THINGS.D, SQLDataType.LOCALDATE)),
                DAYS.passes(
                        "column_distinct_count_to_equal_other_table",
                        Check.query(
                                "same_days",
                                relation -> select(countDistinct(THINGS.D))
                                        .from(relation)
                                        .having(countDistinct(THINGS.D)
                                                .ne(field(select(countDistinct(OTHERS.D))
                                                        .from(OTHERS)))))),
                DAYS.passes(
                        "column_distinct_count_to_equal where",
                        Aggregates.distinctCount(THINGS.X, exactly(2)).where(last)),
                DAYS.passes(
                        "column_distinct_count_to_be_greater_than where",
                        Aggregates.distinctCount(THINGS.X, atLeast(2)).where(last)),
                DAYS.passes(
                        "column_distinct_count_to_be_less_than where",
                        Aggregates.distinctCount(THINGS.X, atMost(10)).where(last)));
    }

    private static Stream<EcosystemCase> groups() {
        return Stream.of(
                DAYS.passes("table_row_count_to_be_between, many", Aggregates.rowCount(atLeast(10))),
                DAYS.passes(
                        "table_row_count_to_be_between by day",
                        Aggregates.perGroup(Aggregates.rowCount(atLeast(2)), THINGS.D)),
                DAYS.passes(
                        "table_row_count_to_be_between by group",
                        Aggregates.perGroup(Aggregates.rowCount(atMost(9999)), THINGS.G)),
                DAYS.passes("grouped_row_values_to_have_recent_data", Aggregates.perGroup(RECENT, THINGS.G)),
                DAYS.passes(
                        "grouped_row_values_to_have_recent_data where",
                        Aggregates.perGroup(RECENT, THINGS.G).where(THINGS.G.eq(inline("m")))),
                DAYS.fails("grouped_row_values_to_have_recent_data by day", Aggregates.perGroup(RECENT, THINGS.D)),
                DAYS.passes("column_values_to_be_within_n_stdevs", Aggregates.withinStandardDeviations(THINGS.X, 6)),
                DAYS.passes(
                        "column_values_to_be_within_n_stdevs by group",
                        Aggregates.withinStandardDeviations(THINGS.X, 6, THINGS.G)),
                DAYS.fails(
                        "column_values_to_be_within_n_stdevs, too narrow",
                        Aggregates.withinStandardDeviations(THINGS.X, 1, THINGS.G)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void the_outcome_is_the_same(EcosystemCase expected) {
        expected.verify(BENCH);
    }
}
