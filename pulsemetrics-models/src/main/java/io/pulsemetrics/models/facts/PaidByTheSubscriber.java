package io.pulsemetrics.models.facts;

import static io.pulsemetrics.models.facts.FctPayments.FCT_PAYMENTS;
import static io.pulsemetrics.models.staging.StgSubscriptions.STG_SUBSCRIPTIONS;
import static org.jooq.impl.DSL.select;

import io.pulsemetrics.check.CustomCheck;
import org.jooq.Select;
import org.jooq.Table;

/** Each payment bears the user who holds the subscription that it is for. */
final class PaidByTheSubscriber extends CustomCheck {
    PaidByTheSubscriber() {
        super("paid_by_the_subscriber");
    }

    @Override
    public Select<?> violations(Table<?> relation) {
        var p = FCT_PAYMENTS;
        var s = STG_SUBSCRIPTIONS.as("s");
        return select(p.PAYMENT_ID, p.SUBSCRIPTION_ID, p.USER_ID)
                .from(relation)
                .join(s)
                .on(s.SUBSCRIPTION_ID.eq(p.SUBSCRIPTION_ID))
                .where(s.USER_ID.ne(p.USER_ID));
    }
}
