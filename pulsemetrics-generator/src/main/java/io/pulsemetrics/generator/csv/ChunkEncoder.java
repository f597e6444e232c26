package io.pulsemetrics.generator.csv;

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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    private static final byte[] TRUE = CsvBuffer.encode("true");
    private static final byte[] FALSE = CsvBuffer.encode("false");
    private static final byte[] CURRENCY = CsvBuffer.encode("USD");
    private static final byte[] NO_PROPERTIES = CsvBuffer.encode("{}");
    private static final List<byte[]> PAGES =
            List.of("home", "projects", "reports", "settings", "team", "billing").stream()
                    .map(page -> CsvBuffer.encode("{\"page\":\"/%s\"}".formatted(page)))
                    .toList();

    private final Identities identities;
    private final CsvBuffer users = new CsvBuffer(1 << 16);
    private final CsvBuffer sessions = new CsvBuffer(1 << 19);
    private final CsvBuffer events = new CsvBuffer(1 << 21);
    private final CsvBuffer subscriptions = new CsvBuffer(1 << 15);
    private final CsvBuffer payments = new CsvBuffer(1 << 17);
    private long sessionId;
    private long eventId;
    private long subscriptionId;
    private long invoiceId;
    private long paymentId;

    private ChunkEncoder(Identities identities, Numbering taken) {
        this.identities = identities;
        this.sessionId = taken.sessions();
        this.eventId = taken.events();
        this.subscriptionId = taken.subscriptions();
        this.invoiceId = taken.invoices();
        this.paymentId = taken.payments();
    }

    static Chunk encode(List<History> histories, Identities identities, Numbering taken) {
        var encoder = new ChunkEncoder(identities, taken);
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
        users.number(user.userId())
                .text(identity.email())
                .text(identity.firstName())
                .text(identity.lastName())
                .text(identity.company())
                .text(identity.jobTitle())
                .text(user.country())
                .encoded(CHANNELS.get(user.channel()))
                .instant(user.signedUpAt())
                .encoded(activatedAt != null ? TRUE : FALSE);
        optional(users, activatedAt)
                .instant(user.signedUpAt())
                .instant(activatedAt != null ? activatedAt : user.signedUpAt())
                .endRow();
    }

    private void session(User user, Session session) {
        sessions.number(++sessionId)
                .number(user.userId())
                .instant(session.start())
                .instant(session.end())
                .hundredths(session.hundredthsOfMinutes())
                .encoded(DEVICES.get(session.device()))
                .encoded(BROWSERS.get(session.browser()))
                .number(session.pagesViewed())
                .instant(session.start())
                .endRow();
        for (var event : session.events()) {
            events.number(++eventId)
                    .number(sessionId)
                    .number(user.userId())
                    .encoded(TYPES.get(event.type()))
                    .instant(event.at())
                    .encoded(properties(event))
                    .instant(event.at())
                    .endRow();
        }
    }

    /** Which page was viewed follows from the millisecond: no metric asks, but a table of equal rows looks at nothing. */
    private static byte[] properties(Event event) {
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
                .number(++subscriptionId)
                .number(user.userId())
                .encoded(PLANS.get(row.plan()))
                .encoded(STATUSES.get(row.status()))
                .instant(row.startedAt());
        optional(subscriptions, endedAt)
                .hundredths(row.monthlyValueCents())
                .encoded(CYCLES.get(row.cycle()))
                .encoded(row.trial() ? TRUE : FALSE)
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
        payments.number(++paymentId)
                .number(invoiceId)
                .number(subscriptionId)
                .number(user.userId())
                .hundredths(payment.amountCents())
                .encoded(CURRENCY)
                .encoded(PAYMENT_STATUSES.get(payment.status()))
                .encoded(METHODS.get(payment.method()));
        (failure == null ? payments.none() : payments.encoded(REASONS.get(failure)))
                .number(payment.attempt())
                .date(invoice.periodStart())
                .instant(payment.at())
                .instant(payment.at())
                .instant(payment.at())
                .endRow();
    }

    private static CsvBuffer optional(CsvBuffer row, @Nullable Instant instant) {
        return instant == null ? row.none() : row.instant(instant);
    }
}
