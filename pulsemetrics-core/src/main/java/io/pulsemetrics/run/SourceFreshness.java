package io.pulsemetrics.run;

import io.pulsemetrics.model.Freshness;
import io.pulsemetrics.model.RelationName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How old the newest row of a source is.
 *
 * @param source whose rows were looked at
 * @param limits how old it may be
 * @param status what its age means; {@code ERROR}, too, if the source could not be asked
 * @param newest when the newest row was loaded; empty if there is none, or the source could not be asked
 * @param lookedAt what the age is counted to
 * @param took how long the question took
 * @param error why the source could not be asked
 */
public record SourceFreshness(
        RelationName source,
        Freshness limits,
        Freshness.Status status,
        Optional<Instant> newest,
        Instant lookedAt,
        Duration took,
        Optional<String> error) {

    /** The age of the newest row; zero if it was loaded later than the clock says; empty if there is no row. */
    public Optional<Duration> age() {
        return age(newest, lookedAt);
    }

    static Optional<Duration> age(Optional<Instant> newest, Instant lookedAt) {
        return newest.map(loaded -> loaded.isAfter(lookedAt) ? Duration.ZERO : Duration.between(loaded, lookedAt));
    }

    /** {@code raw.events: the newest row is 2 h old, and may be 1 h}. */
    @Override
    public String toString() {
        return source + ": " + message();
    }

    /** What was found, in words. */
    public String message() {
        if (error.isPresent()) {
            return error.get();
        }
        var found = age().map(age -> "the newest row is %s old".formatted(inWords(age)))
                .orElse("there is no row that was ever loaded");
        return switch (status) {
            case PASS -> found;
            case WARN ->
                "%s, which is reported after %s"
                        .formatted(found, inWords(limits.warnAfter().orElseThrow()));
            case ERROR ->
                "%s, and may be %s".formatted(found, inWords(limits.errorAfter().orElseThrow()));
        };
    }

    /** {@code 3 d 4 h}: the two greatest units. */
    private static String inWords(Duration age) {
        if (age.toDays() > 0) {
            return two(age.toDays(), "d", age.toHoursPart(), "h");
        }
        if (age.toHours() > 0) {
            return two(age.toHours(), "h", age.toMinutesPart(), "min");
        }
        return two(age.toMinutes(), "min", age.toSecondsPart(), "s");
    }

    private static String two(long greater, String unit, int less, String lesserUnit) {
        if (greater == 0) {
            return less + " " + lesserUnit;
        }
        return greater + " " + unit + (less == 0 ? "" : " " + less + " " + lesserUnit);
    }
}
