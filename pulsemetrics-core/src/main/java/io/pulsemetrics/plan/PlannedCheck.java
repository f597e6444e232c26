package io.pulsemetrics.plan;

import io.pulsemetrics.check.Audit;
import io.pulsemetrics.check.Check;

/**
 * A check and how its answer is had.
 *
 * @param answer which columns of the audit's query answer it
 * @param rows the SQL of all its offending rows with the columns that may be shown; empty if none may
 * @param stored the SQL of all its offending rows with the columns that may be kept; empty if none may
 */
public record PlannedCheck(Audit.Answer answer, String rows, String stored) {
    /** The SQL of so many of the offending rows that may be shown. */
    public String sample(int limit) {
        return limited(rows, limit);
    }

    /** The SQL of so many of the offending rows that may be kept. */
    public String stored(int limit) {
        return limited(stored, limit);
    }

    private static String limited(String select, int limit) {
        return "%s limit %d".formatted(select, limit);
    }

    /** What is asked. */
    public Check check() {
        return answer.check();
    }
}
