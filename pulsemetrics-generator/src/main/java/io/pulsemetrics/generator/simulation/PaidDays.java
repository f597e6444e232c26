package io.pulsemetrics.generator.simulation;

import io.pulsemetrics.generator.history.Subscription;
import java.time.Instant;
import java.util.List;

/** Whether a user pays, or has paid, on a day. */
final class PaidDays {
    /** How a user stands with the product on a day. */
    enum Standing {
        FREE,
        TRIAL,
        PAYING,
        LEFT
    }

    private final List<Subscription> subscriptions;
    private final long endDay;

    PaidDays(List<Subscription> subscriptions, Instant end) {
        this.subscriptions = subscriptions;
        this.endDay = Visiting.day(end);
    }

    /** The strongest standing on an epoch day: paying before trial before having left. */
    Standing on(long day) {
        var standing = Standing.FREE;
        for (var subscription : subscriptions) {
            var ended = subscription.endedAt();
            var until = ended == null ? endDay + 1 : Visiting.day(ended);
            var begun = Visiting.day(subscription.startedAt()) <= day;
            if (begun && day < until && !subscription.trial()) {
                return Standing.PAYING;
            }
            if (begun && day < until) {
                standing = Standing.TRIAL;
            } else if (begun && standing == Standing.FREE && !subscription.trial()) {
                standing = Standing.LEFT;
            }
        }
        return standing;
    }
}
