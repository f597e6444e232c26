package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.Subscription;
import java.time.Instant;
import java.util.List;

/** How a user stands with the product, day by day. */
final class PaidDays {
    /** The standing on a day. */
    enum Standing {
        FREE,
        TRIAL,
        PAYING,
        LEFT
    }

    /** The epoch days [from, until) of one subscription. */
    private record Span(long from, long until, boolean trial) {
        boolean covers(long day) {
            return from <= day && day < until;
        }
    }

    private final List<Span> spans;

    PaidDays(List<Subscription> subscriptions, Instant end) {
        var afterEnd = Days.of(end) + 1;
        this.spans = subscriptions.stream().map(row -> span(row, afterEnd)).toList();
    }

    private static Span span(Subscription row, long afterEnd) {
        var ended = row.endedAt();
        return new Span(Days.of(row.startedAt()), ended == null ? afterEnd : Days.of(ended), row.trial());
    }

    /** The strongest standing on an epoch day: paying before trial before having left. */
    Standing on(long day) {
        var standing = Standing.FREE;
        for (var span : spans) {
            if (span.covers(day) && !span.trial()) {
                return Standing.PAYING;
            }
            if (span.covers(day)) {
                standing = Standing.TRIAL;
            } else if (!span.trial() && span.until() <= day && standing == Standing.FREE) {
                standing = Standing.LEFT;
            }
        }
        return standing;
    }
}
