package io.pulsemetrics.check;

import static io.pulsemetrics.check.Bounds.atLeast;
import static io.pulsemetrics.check.Bounds.atMost;
import static io.pulsemetrics.check.Bounds.between;
import static io.pulsemetrics.check.Sequences.Gaps.ALLOWED;
import static io.pulsemetrics.check.Things.OTHERS;
import static io.pulsemetrics.check.Things.THINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.inline;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DatePart;
import org.jooq.Field;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

/** docs/checks.md shows each check of the catalogue with the SQL that it emits. */
class CatalogueTest {
    private static final Field<LocalDateTime> AS_OF =
            inline(LocalDateTime.of(2026, 6, 30, 23, 59, 59), SQLDataType.LOCALDATETIME);

    /** Each check as the document writes it, with {@code X}, {@code S} and so on for columns. */
    static ImmutableMap<String, Check> catalogue() {
        return ImmutableMap.<String, Check>builder()
                .put("Check.notNull(X)", Check.notNull(THINGS.X))
                .put("Check.isNull(X)", Check.isNull(THINGS.X))
                .put("Check.type(X, SQLDataType.BIGINT)", Check.type(THINGS.X, SQLDataType.BIGINT))
                .put(
                        "Check.acceptedValues(S, List.of(\"a\", \"b\"))",
                        Check.acceptedValues(THINGS.S, List.of("a", "b")))
                .put("Check.rejectedValues(S, List.of(\"n/a\"))", Check.rejectedValues(THINGS.S, List.of("n/a")))
                .put("Check.range(X, 1, 9)", Check.range(THINGS.X, 1, 9))
                .put("Check.atLeast(X, 1)", Check.atLeast(THINGS.X, 1))
                .put("Check.atMost(X, 9)", Check.atMost(THINGS.X, 9))
                .put("Check.greaterThan(X, 0)", Check.greaterThan(THINGS.X, 0))
                .put("Check.lessThan(X, 10)", Check.lessThan(THINGS.X, 10))
                .put("Check.regex(S, \"^[a-z]+$\")", Check.regex(THINGS.S, "^[a-z]+$"))
                .put("Check.notRegex(S, \"[0-9]\")", Check.notRegex(THINGS.S, "[0-9]"))
                .put("Check.like(S, \"%@%\")", Check.like(THINGS.S, "%@%"))
                .put("Check.notLike(S, \"%@test.%\")", Check.notLike(THINGS.S, "%@test.%"))
                .put("Check.length(S, 2, 3)", Check.length(THINGS.S, 2, 3))
                .put("Check.notEmptyString(S)", Check.notEmptyString(THINGS.S))
                .put("Check.uniqueWithinRow(X, Y)", Check.uniqueWithinRow(THINGS.X, THINGS.Y))
                .put("Check.expression(\"x_le_y\", X.le(Y), X, Y)", Check.expression("x_le_y", THINGS.X.le(THINGS.Y)))
                .put("Check.relationship(X, () -> OTHERS.X)", Check.relationship(THINGS.X, () -> OTHERS.X))
                .put("Aggregates.rowCount(between(1, 9))", Aggregates.rowCount(between(1, 9)))
                .put("Aggregates.atLeastOne(X)", Aggregates.atLeastOne(THINGS.X))
                .put("Aggregates.notConstant(X)", Aggregates.notConstant(THINGS.X))
                .put(
                        "Aggregates.notNullProportion(X, atLeast(0.9))",
                        Aggregates.notNullProportion(THINGS.X, atLeast(0.9)))
                .put(
                        "Aggregates.proportion(\"mostly_open\", S.eq(\"open\"), atLeast(0.5), S)",
                        Aggregates.proportion("mostly_open", THINGS.S.eq(inline("open")), atLeast(0.5), THINGS.S))
                .put("Aggregates.distinctCount(X, atMost(5))", Aggregates.distinctCount(THINGS.X, atMost(5)))
                .put(
                        "Aggregates.uniqueProportion(X, atLeast(0.9))",
                        Aggregates.uniqueProportion(THINGS.X, atLeast(0.9)))
                .put("Aggregates.containsValues(S, List.of(\"a\"))", Aggregates.containsValues(THINGS.S, List.of("a")))
                .put(
                        "Aggregates.mostCommonValue(S, List.of(\"a\"))",
                        Aggregates.mostCommonValue(THINGS.S, List.of("a")))
                .put("Aggregates.consistentCasing(S)", Aggregates.consistentCasing(THINGS.S))
                .put("Aggregates.minimum(X, 1, 2)", Aggregates.minimum(THINGS.X, 1, 2))
                .put("Aggregates.maximum(X, 8, 9)", Aggregates.maximum(THINGS.X, 8, 9))
                .put("Aggregates.mean(X, between(4, 6))", Aggregates.mean(THINGS.X, between(4, 6)))
                .put("Aggregates.sumBetween(X, atLeast(0))", Aggregates.sumBetween(THINGS.X, atLeast(0)))
                .put("Aggregates.stddev(X, atMost(2))", Aggregates.stddev(THINGS.X, atMost(2)))
                .put("Aggregates.quantile(X, 0.5, atLeast(4))", Aggregates.quantile(THINGS.X, 0.5, atLeast(4)))
                .put(
                        "Aggregates.recency(AT, Duration.ofHours(36), asOf())",
                        Aggregates.recency(THINGS.AT, Duration.ofHours(36), AS_OF))
                .put("Comparisons.equalRowCount(() -> OTHERS)", Comparisons.equalRowCount(() -> OTHERS))
                .put("Comparisons.fewerRowsThan(() -> OTHERS)", Comparisons.fewerRowsThan(() -> OTHERS))
                .put("Changes.rowCountGrowth(atLeast(-10))", Changes.rowCountGrowth(atLeast(-10)))
                .put("Changes.meanGrowth(X, between(-5, 5))", Changes.meanGrowth(THINGS.X, between(-5, 5)))
                .put("Check.unique(X, Y)", Check.unique(THINGS.X, THINGS.Y))
                .put(
                        "Aggregates.perGroup(Aggregates.rowCount(atLeast(2)), G)",
                        Aggregates.perGroup(Aggregates.rowCount(atLeast(2)), THINGS.G))
                .put("Aggregates.withinStandardDeviations(X, 3)", Aggregates.withinStandardDeviations(THINGS.X, 3))
                .put("Sequences.sequentialValues(X, 1, G)", Sequences.sequentialValues(THINGS.X, 1, THINGS.G))
                .put("Sequences.noGaps(D)", Sequences.noGaps(THINGS.D))
                .put("Sequences.noGaps(D, DatePart.MONTH)", Sequences.noGaps(THINGS.D, DatePart.MONTH))
                .put(
                        "Sequences.sequentialValues(AT, 1, DatePart.HOUR)",
                        Sequences.sequentialValues(THINGS.AT, 1, DatePart.HOUR))
                .put("Sequences.notDecreasing(X, D)", Sequences.notDecreasing(THINGS.X, THINGS.D))
                .put("Sequences.notIncreasing(X, D)", Sequences.notIncreasing(THINGS.X, THINGS.D))
                .put("Sequences.increasing(X, D)", Sequences.increasing(THINGS.X, THINGS.D))
                .put("Sequences.decreasing(X, D)", Sequences.decreasing(THINGS.X, THINGS.D))
                .put("Sequences.noOverlaps(D, E, G)", Sequences.noOverlaps(THINGS.D, THINGS.E, THINGS.G))
                .put(
                        "Sequences.mutuallyExclusiveRanges(D, E, ALLOWED)",
                        Sequences.mutuallyExclusiveRanges(THINGS.D, THINGS.E, ALLOWED))
                .put("Comparisons.equality(() -> OTHERS, X, S)", Comparisons.equality(() -> OTHERS, THINGS.X, THINGS.S))
                .put(
                        "Comparisons.equalityRounded(2, () -> OTHERS, X, S)",
                        Comparisons.equalityRounded(2, () -> OTHERS, THINGS.X, THINGS.S))
                .put(
                        "Comparisons.cardinalityEquality(X, () -> OTHERS.X)",
                        Comparisons.cardinalityEquality(THINGS.X, () -> OTHERS.X))
                .put("Changes.shareDrift(S, 0.1)", Changes.shareDrift(THINGS.S, 0.1))
                .put("Changes.distributionDrift(X, 0.1)", Changes.distributionDrift(THINGS.X, 0.1))
                .buildOrThrow();
    }

    /** The column that answers the check in a scan, or the query of its violations with the key shown. */
    private static String sql(Check check) {
        var query = Audit.queries(THINGS, List.of(check)).getLast();
        if (query.countsRows()) {
            return plain(query.select())
                    .replaceFirst("^select count\\(\\*\\), ", "")
                    .replaceFirst(" from t$", "");
        }
        return plain(Audit.violations(THINGS, check, ImmutableSet.of(THINGS.ID)));
    }

    private static String plain(Query query) {
        var settings = new Settings().withRenderQuotedNames(RenderQuotedNames.NEVER);
        return DSL.using(SQLDialect.POSTGRES, settings)
                .renderInlined(query)
                .replace("stock.things.", "t.")
                .replace("stock.things", "t")
                .replace("stock.others", "others");
    }

    private static String document() throws IOException {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return Files.readString(folder.resolve("docs/checks.md"));
            }
        }
        throw new IllegalStateException("not inside the project");
    }

    private static String dense(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void every_check_is_documented_with_its_type_and_its_sql() throws IOException {
        var document = dense(document());

        var missing = new ArrayList<String>();
        catalogue()
                .forEach((call, check) -> Stream.of("`" + call + "`", "`" + check.type() + "`", sql(check))
                        .filter(text -> !document.contains(dense(text)))
                        .forEach(text -> missing.add(call + ": " + text)));

        assertThat(missing).isEmpty();
    }
}
