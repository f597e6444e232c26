package io.pulsemetrics.check;

import static io.pulsemetrics.check.Bounds.between;
import static io.pulsemetrics.check.Things.OTHERS;
import static io.pulsemetrics.check.Things.THINGS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.inline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folded and one by one, checks have the same answers: the bench compares them, here on random data. */
class FoldingLawTest {
    private static final CheckBench BENCH = new CheckBench();
    private static final String COLUMNS = "x, y, n, s, g, b, d, e, at";

    @AfterAll
    static void drop() {
        BENCH.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void folded_and_single_queries_agree(long seed) {
        var random = new Random(seed);
        var checks = new ArrayList<Check>();
        catalogue(random).forEach(check -> checks.add(optional(random, check.named("check_" + checks.size()))));
        Collections.shuffle(checks, random);
        for (int size : List.of(0, 1, 7, 60)) {
            BENCH.given(COLUMNS, rows(random, size)).given(OTHERS, COLUMNS, rows(random, random.nextInt(size + 1)));

            assertThat(BENCH.answers(checks)).hasSameSizeAs(checks);
        }
    }

    private static List<Check> catalogue(Random random) {
        int low = random.nextInt(3);
        int high = low + random.nextInt(4);
        var bounds = between(low, high);
        return List.of(
                Check.notNull(THINGS.X),
                Check.isNull(THINGS.S),
                Check.unique(THINGS.X, THINGS.S),
                Check.acceptedValues(THINGS.S, List.of("a", "b")),
                Check.rejectedValues(THINGS.X, List.of(low, high)),
                Check.range(THINGS.X, low, high),
                Check.lessThan(THINGS.Y, high),
                Check.regex(THINGS.S, "[ab]"),
                Check.length(THINGS.G, 1, high),
                Check.notEmptyString(THINGS.S),
                Check.uniqueWithinRow(THINGS.X, THINGS.Y),
                Check.expression("x_le_y", THINGS.X.le(THINGS.Y)),
                Check.relationship(THINGS.X, () -> OTHERS.X),
                Check.relationship(THINGS.S, () -> OTHERS.G, () -> OTHERS.B.isTrue()),
                Check.relationship(THINGS.Y, () -> THINGS.X),
                Aggregates.rowCount(between(low, 10 * high)),
                Aggregates.atLeastOne(THINGS.B),
                Aggregates.notConstant(THINGS.G),
                Aggregates.notConstant(THINGS.B),
                Aggregates.notNullProportion(THINGS.X, between(0.5, 0.9)),
                Aggregates.distinctCount(THINGS.X, bounds),
                Aggregates.containsValues(THINGS.X, List.of(low, high)),
                Aggregates.mostCommonValue(THINGS.X, List.of(low, high)),
                Aggregates.consistentCasing(THINGS.S),
                Aggregates.minimum(THINGS.X, low, high),
                Aggregates.mean(THINGS.X, bounds),
                Aggregates.sumBetween(THINGS.N, between(low, 20 * high)),
                Aggregates.stddev(THINGS.Y, bounds),
                Aggregates.quantile(THINGS.X, random.nextDouble(), bounds),
                Aggregates.perGroup(Aggregates.mean(THINGS.X, bounds), THINGS.G),
                Aggregates.withinStandardDeviations(THINGS.X, 1),
                Sequences.sequentialValues(THINGS.X, 1, THINGS.G),
                Sequences.noGaps(THINGS.D),
                Sequences.notIncreasing(THINGS.X, THINGS.ID, THINGS.G),
                Sequences.increasing(THINGS.X, THINGS.ID),
                Sequences.noOverlaps(THINGS.D, THINGS.E, THINGS.G),
                Comparisons.equality(() -> OTHERS, THINGS.X, THINGS.S),
                Comparisons.cardinalityEquality(THINGS.X, () -> OTHERS.X),
                Comparisons.equalRowCount(() -> OTHERS),
                Comparisons.fewerRowsThan(() -> OTHERS),
                Changes.rowCountGrowth(bounds),
                Changes.meanGrowth(THINGS.X, bounds));
    }

    private static Check optional(Random random, Check check) {
        var options = random.nextBoolean() ? check.where(where(random)) : check;
        return switch (random.nextInt(4)) {
            case 0 -> options.warnOver(random.nextInt(5)).errorOver(random.nextInt(9));
            case 1 -> options.errorOverPercent(random.nextInt(60));
            case 2 -> options.warn();
            default -> options;
        };
    }

    private static Condition where(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> THINGS.B.isTrue();
            case 1 -> THINGS.Y.gt(inline(random.nextInt(4)));
            case 2 -> THINGS.S.eq(inline("a")).or(THINGS.G.isNull());
            default -> DSL.exists(DSL.selectOne().from(OTHERS).where(OTHERS.Y.eq(THINGS.Y)));
        };
    }

    private static String rows(Random random, int size) {
        return IntStream.range(0, size).mapToObj(i -> row(random)).collect(joining(", "));
    }

    private static String row(Random random) {
        return "(%s)"
                .formatted(String.join(
                        ", ",
                        number(random),
                        number(random),
                        number(random),
                        text(random),
                        text(random),
                        random.nextInt(3) == 0 ? "null" : String.valueOf(random.nextBoolean()),
                        day(random),
                        day(random),
                        day(random)));
    }

    private static String number(Random random) {
        return random.nextInt(5) == 0 ? "null" : String.valueOf(random.nextInt(6));
    }

    private static String text(Random random) {
        return List.of("null", "''", "'a'", "'b'", "'abc'").get(random.nextInt(5));
    }

    private static String day(Random random) {
        return random.nextInt(6) == 0 ? "null" : "date '2026-03-01' + " + random.nextInt(9);
    }
}
