package io.pulsemetrics.model;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A stretch of UTC time.
 *
 * @param from its beginning, included; empty for all that went before
 * @param to its end, not included
 */
public record TimeRange(Optional<LocalDateTime> from, LocalDateTime to) {
    public TimeRange {
        if (from.isPresent() && from.get().isAfter(to)) {
            throw new IllegalArgumentException("a range ends before it begins: %s to %s".formatted(from.get(), to));
        }
    }

    /** From one instant, included, to another, not included. */
    public static TimeRange of(LocalDateTime from, LocalDateTime to) {
        return new TimeRange(Optional.of(from), to);
    }

    /** Everything before the instant. */
    public static TimeRange before(LocalDateTime to) {
        return new TimeRange(Optional.empty(), to);
    }

    /** The same end, and a beginning so much earlier. */
    TimeRange beginningEarlier(Duration time) {
        return new TimeRange(from.map(start -> start.minus(time)), to);
    }

    /** Whether it has no instant. */
    public boolean isEmpty() {
        return from.isPresent() && from.get().equals(to);
    }

    /** Whether the other range lies within this one. */
    public boolean covers(TimeRange other) {
        boolean begins = from.isEmpty()
                || other.from().map(start -> !start.isBefore(from.get())).orElse(false);
        return begins && !other.to().isAfter(to);
    }

    /** What is left of this range without the other, in order: none, one or two ranges. */
    public List<TimeRange> without(TimeRange other) {
        var left = new ArrayList<TimeRange>();
        if (other.from().isPresent()) {
            var end = other.from().get().isBefore(to) ? other.from().get() : to;
            if (from.isEmpty() || from.get().isBefore(end)) {
                left.add(new TimeRange(from, end));
            }
        }
        if (other.to().isBefore(to)) {
            var beginning = from.isPresent() && from.get().isAfter(other.to()) ? from.get() : other.to();
            left.add(of(beginning, to));
        }
        return left;
    }

    /** That the time is within the range; false for NULL. A date counts as its midnight, an instant by its UTC time. */
    public Condition contains(Field<?> time) {
        var type = time.getType();
        if (type == OffsetDateTime.class || type == Instant.class) {
            var instant = time.coerce(SQLDataType.OFFSETDATETIME);
            return from.map(start -> instant.ge(DSL.inline(start.atOffset(ZoneOffset.UTC))))
                    .orElseGet(DSL::noCondition)
                    .and(instant.lt(DSL.inline(to.atOffset(ZoneOffset.UTC))));
        }
        var instant = time.coerce(SQLDataType.LOCALDATETIME);
        return from.map(start -> instant.ge(DSL.inline(start)))
                .orElseGet(DSL::noCondition)
                .and(instant.lt(DSL.inline(to)));
    }

    /** {@code [2026-03-01T00:00, 2026-03-02T00:00)}. */
    @Override
    public String toString() {
        return "[%s, %s)".formatted(from.map(Object::toString).orElse("the beginning"), to);
    }
}
