package io.pulsemetrics.generator.rows;

import io.pulsemetrics.generator.history.BillingCycle;
import io.pulsemetrics.generator.history.Browser;
import io.pulsemetrics.generator.history.Channel;
import io.pulsemetrics.generator.history.Device;
import io.pulsemetrics.generator.history.Event;
import io.pulsemetrics.generator.history.EventType;
import io.pulsemetrics.generator.history.FailureReason;
import io.pulsemetrics.generator.history.Feature;
import io.pulsemetrics.generator.history.History;
import io.pulsemetrics.generator.history.Invoice;
import io.pulsemetrics.generator.history.Payment;
import io.pulsemetrics.generator.history.PaymentMethod;
import io.pulsemetrics.generator.history.PaymentStatus;
import io.pulsemetrics.generator.history.Plan;
import io.pulsemetrics.generator.history.Session;
import io.pulsemetrics.generator.history.Subscription;
import io.pulsemetrics.generator.history.SubscriptionStatus;
import io.pulsemetrics.generator.history.User;
import io.pulsemetrics.generator.simulation.Identities;
import java.util.List;
import java.util.Map;

/** Writes the rows of one chunk, in the column order of {@link RawTable}. Not thread-safe: one for each chunk. */
final class ChunkEncoder {
    private static final Codes<Channel> CHANNELS = Codes.of(Channel.class);
    private static final Codes<Device> DEVICES = Codes.of(Device.class);
    private static final Codes<Browser> BROWSERS = Codes.of(Browser.class, Browser::label);
    private static final Codes<EventType> TYPES = Codes.of(EventType.class);
    private static final Codes<Feature> FEATURES =
            Codes.of(Feature.class, feature -> "{\"feature\":\"%s\"}".formatted(feature.code()));
    private static final Codes<Plan> PLANS = Codes.of(Plan.class);
    private static final Codes<SubscriptionStatus> STATUSES = Codes.of(SubscriptionStatus.class);
    private static final Codes<BillingCycle> CYCLES = Codes.of(BillingCycle.class);
    private static final Codes<PaymentStatus> PAYMENT_STATUSES = Codes.of(PaymentStatus.class);
    private static final Codes<PaymentMethod> METHODS = Codes.of(PaymentMethod.class);
    private static final Codes<FailureReason> REASONS = Codes.of(FailureReason.class);
    private static final Constant CURRENCY = new Constant("USD");
    private static final Constant NO_PROPERTIES = new Constant("{}");
    private static final List<Constant> PAGES =
            List.of("home", "projects", "reports", "settings", "team", "billing").stream()
                    .map(page -> new Constant("{\"page\":\"/%s\"}".formatted(page)))
                    .toList();

    private final Identities identities;
    private final RowBuffer users;
    private final RowBuffer sessions;
    private final RowBuffer events;
    private final RowBuffer subscriptions;
    private final RowBuffer payments;
    private long sessionId;
    private long eventId;
    private long subscriptionId;
    private long invoiceId;
    private long paymentId;

    private ChunkEncoder(RowFormat format, Identities identities, Numbering taken) {
        this.identities = identities;
        this.users = format.buffer(1 << 16);
        this.sessions = format.buffer(1 << 19);
        this.events = format.buffer(1 << 21);
        this.subscriptions = format.buffer(1 << 15);
        this.payments = format.buffer(1 << 17);
        this.sessionId = taken.sessions();
        this.eventId = taken.events();
        this.subscriptionId = taken.subscriptions();
        this.invoiceId = taken.invoices();
        this.paymentId = taken.payments();
    }

    static Chunk encode(RowFormat format, List<History> histories, Identities identities, Numbering taken) {
        var encoder = new ChunkEncoder(format, identities, taken);
        histories.forEach(encoder::history);
        return new Chunk(Map.of(
                RawTable.USERS, encoder.users,
                RawTable.SESSIONS, encoder.sessions,
                RawTable.EVENTS, encoder.events,
                RawTable.SUBSCRIPTIONS, encoder.subscriptions,
                RawTable.PAYMENTS, encoder.payments));
    }

    private void history(History history) {
        var user = history.user();
        user(user);
        for (var session : history.sessions()) {
            session(user, session);
        }
        for (var subscription : history.subscriptions()) {
            subscription(user, subscription);
        }
    }

    private void user(User user) {
        var identity = identities.of(user.userId());
        var activatedAt = user.activatedAt();
        users.bigint(user.userId())
                .text(identity.email())
                .text(identity.firstName())
                .text(identity.lastName())
                .text(identity.company())
                .text(identity.jobTitle())
                .text(user.country())
                .text(CHANNELS.get(user.channel()))
                .instant(user.signedUpAt())
                .bool(activatedAt != null)
                .optional(activatedAt)
                .instant(user.signedUpAt())
                .instant(activatedAt != null ? activatedAt : user.signedUpAt())
                .endRow();
    }

    private void session(User user, Session session) {
        sessions.bigint(++sessionId)
                .bigint(user.userId())
                .instant(session.start())
                .instant(session.end())
                .hundredths(session.hundredthsOfMinutes())
                .text(DEVICES.get(session.device()))
                .text(BROWSERS.get(session.browser()))
                .integer(session.pagesViewed())
                .instant(session.start())
                .endRow();
        for (var event : session.events()) {
            events.bigint(++eventId)
                    .bigint(sessionId)
                    .bigint(user.userId())
                    .text(TYPES.get(event.type()))
                    .instant(event.at())
                    .json(properties(event))
                    .instant(event.at())
                    .endRow();
        }
    }

    /** Which page was viewed follows from the millisecond: no metric asks, but a table of equal rows looks at nothing. */
    private static Constant properties(Event event) {
        var feature = event.feature();
        if (feature != null) {
            return FEATURES.get(feature);
        }
        return event.type() == EventType.PAGE_VIEW
                ? PAGES.get((int) Math.floorMod(event.at().toEpochMilli(), (long) PAGES.size()))
                : NO_PROPERTIES;
    }

    private void subscription(User user, Subscription row) {
        var endedAt = row.endedAt();
        subscriptions
                .bigint(++subscriptionId)
                .bigint(user.userId())
                .text(PLANS.get(row.plan()))
                .text(STATUSES.get(row.status()))
                .instant(row.startedAt())
                .optional(endedAt)
                .hundredths(row.monthlyValueCents())
                .text(CYCLES.get(row.cycle()))
                .bool(row.trial())
                .instant(row.startedAt())
                .instant(endedAt != null ? endedAt : row.startedAt())
                .endRow();
        for (var invoice : row.invoices()) {
            invoiceId++;
            for (var payment : invoice.payments()) {
                payment(user, invoice, payment);
            }
        }
    }

    private void payment(User user, Invoice invoice, Payment payment) {
        var failure = payment.failure();
        payments.bigint(++paymentId)
                .bigint(invoiceId)
                .bigint(subscriptionId)
                .bigint(user.userId())
                .hundredths(payment.amountCents())
                .text(CURRENCY)
                .text(PAYMENT_STATUSES.get(payment.status()))
                .text(METHODS.get(payment.method()));
        (failure == null ? payments.none() : payments.text(REASONS.get(failure)))
                .integer(payment.attempt())
                .date(invoice.periodStart())
                .instant(payment.at())
                .instant(payment.at())
                .instant(payment.at())
                .endRow();
    }
}
