package io.pulsemetrics.run;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.check.Severity;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.select.Outcome;
import org.jooq.Named;

/**
 * The answer to a check.
 *
 * @param node whose check it is
 * @param check the check
 * @param violations how many rows, or values of a uniqueness check, break it
 * @param sample a few of the violations, each as {@code column=value, ..}; empty if it passed or its columns are sensitive
 * @param sql the SQL of the sample
 */
public record CheckResult(RelationName node, Check check, long violations, ImmutableList<String> sample, String sql) {

    public boolean passed() {
        return violations == 0;
    }

    /** Whether it keeps the node from being published. */
    public boolean failed() {
        return violations > 0 && check.severity() == Severity.ERROR;
    }

    /** The same in the word of selectors: {@code pass}, {@code warn} or {@code fail}. */
    public Outcome outcome() {
        return passed() ? Outcome.PASS : failed() ? Outcome.FAIL : Outcome.WARN;
    }

    /** {@code analytics.dim_users: not_null of email: 3 violations, for example (user_id=7, email=null)}. */
    @Override
    public String toString() {
        var columns = check.columns().stream().map(Named::getName).collect(joining(", "));
        return "%s: %s%s: %s%s"
                .formatted(
                        node,
                        check.name(),
                        columns.isEmpty() ? "" : " (" + check.type() + " of " + columns + ")",
                        violations == 1 ? "1 violation" : violations + " violations",
                        sample.isEmpty() ? "" : sample.stream().collect(joining("), (", ", for example (", ")")));
    }
}
