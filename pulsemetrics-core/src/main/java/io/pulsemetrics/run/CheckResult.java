package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.check.Verdict;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.select.Outcome;
import java.util.Arrays;
import java.util.Optional;
import org.jooq.Field;
import org.jooq.Named;
import org.jooq.Record;

/**
 * The answer to a check.
 *
 * @param node whose check it is
 * @param check the check
 * @param verdict what the answer means for the run
 * @param violations how many rows break it; or how many groups, values or measures, where the check is about those
 * @param rows a few of the violations, with the columns that may be shown; empty if there are none or no column may be shown
 * @param sql the SQL that shows all of them, with those columns, for as long as the relation stands in the build schema; empty if
 *     no column may be shown
 * @param stored the table in which violations are kept, if that was asked and there are some
 */
public record CheckResult(
        RelationName node,
        Check check,
        Verdict verdict,
        long violations,
        ImmutableList<Record> rows,
        String sql,
        Optional<RelationName> stored) {
    private static final int LONGEST_VALUE = 80;

    /** Whether there are no violations, or no more than are tolerated. */
    public boolean passed() {
        return verdict == Verdict.PASSED;
    }

    /** Whether it keeps the node from being published. */
    public boolean failed() {
        return verdict == Verdict.FAILED;
    }

    /** The same in the word of selectors: {@code pass}, {@code warn} or {@code fail}. */
    public Outcome outcome() {
        return passed() ? Outcome.PASS : failed() ? Outcome.FAIL : Outcome.WARN;
    }

    /** A few of the violations, each as {@code column=value, ..}. */
    public ImmutableList<String> sample() {
        return rows.stream().map(CheckResult::show).collect(toImmutableList());
    }

    private static String show(Record row) {
        return Arrays.stream(row.fields())
                .map(field -> field.getName() + "=" + value(row, field))
                .collect(joining(", "));
    }

    private static String value(Record row, Field<?> field) {
        var text = String.valueOf(row.get(field));
        return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE - 1) + "…" : text;
    }

    /** {@code analytics.dim_users: email_not_null (not_null of email): 3 violations, for example (user_id=7)}. */
    @Override
    public String toString() {
        var columns = check.columns().stream().map(Named::getName).collect(joining(", "));
        var sample = sample();
        return "%s: %s%s: %s%s"
                .formatted(
                        node,
                        check.name(),
                        columns.isEmpty() ? "" : " (" + check.type() + " of " + columns + ")",
                        violations == 1 ? "1 violation" : violations + " violations",
                        sample.isEmpty() ? "" : sample.stream().collect(joining("), (", ", for example (", ")")));
    }
}
