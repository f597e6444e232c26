package io.pulsemetrics.models.staging;

import static io.pulsemetrics.model.Time.utc;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.upper;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.models.codes.FailureReason;
import io.pulsemetrics.models.codes.PaymentStatus;
import io.pulsemetrics.models.raw.tables.Payments;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.Table;

/** One row per attempt to collect an invoice, and per refund. */
public final class StgPayments extends Staging<StgPayments> {
    /** A year of the dearest plan costs 2,990 USD; what is larger than this was not an amount. */
    private static final BigDecimal LARGEST = BigDecimal.valueOf(20_000);

    public static final StgPayments STG_PAYMENTS = new StgPayments(root());

    private StgPayments(As as) {
        super(as, StgPayments::new);
    }

    private final Payments p = source(PAYMENTS, "p");

    public final Column<Long> PAYMENT_ID =
            column("payment_id", p.PAYMENT_ID).primaryKey().describedAs("The attempt or refund");
    public final Column<Long> INVOICE_ID =
            column("invoice_id", p.INVOICE_ID).notNull().describedAs("Invoice that was to be paid");
    public final Column<Long> SUBSCRIPTION_ID =
            column("subscription_id", p.SUBSCRIPTION_ID).notNull().describedAs("What was paid for");
    public final Column<Long> USER_ID = column("user_id", p.USER_ID).notNull().describedAs("Who paid");
    public final Column<BigDecimal> AMOUNT = column("amount", p.AMOUNT)
            .notNull()
            .range(LARGEST.negate(), LARGEST)
            .rejectedValues(BigDecimal.ZERO)
            .describedAs("Amount in USD; negative for a refund");
    public final Column<String> CURRENCY = column("currency", upper(text(p.CURRENCY)))
            .notNull()
            .acceptedValues("USD")
            .describedAs("ISO 4217 code in upper case; all sums rely on its being USD");
    public final Column<String> STATUS = column("status", code(p.STATUS))
            .notNull()
            .acceptedValues(Code.all(PaymentStatus.class))
            .describedAs("What the row records");
    public final Column<String> PAYMENT_METHOD =
            column("payment_method", code(p.PAYMENT_METHOD)).describedAs("Means of payment");
    public final Column<String> FAILURE_REASON = column("failure_reason", code(p.FAILURE_REASON))
            .acceptedValues(Code.all(FailureReason.class))
            .describedAs("Why the attempt failed; NULL unless it did");
    public final Column<Integer> ATTEMPT_NUMBER = column("attempt_number", p.ATTEMPT_NUMBER)
            .notNull()
            .range(1, 4)
            .describedAs("Number of the attempt within the invoice; a refund has that of the attempt it gives back");
    public final Column<LocalDate> BILLING_PERIOD_START = column("billing_period_start", p.BILLING_PERIOD_START)
            .describedAs("First UTC day of the period the invoice is for");
    public final Column<LocalDateTime> PAID_AT = column("paid_at", utc(p.PAYMENT_DATE))
            .notNull()
            .check(Staging::possible)
            .describedAs("Instant of the attempt or refund (UTC)");
    public final Column<LocalDateTime> CREATED_AT =
            column("created_at", utc(p.CREATED_AT)).describedAs("Instant at which the source created the row (UTC)");
    public final Column<LocalDateTime> UPDATED_AT = column("updated_at", utc(p.UPDATED_AT))
            .describedAs("Instant at which the source last changed the row (UTC)");

    @Override
    protected Version version() {
        return new Version(p.PAYMENT_ID, coalesce(p.UPDATED_AT, p.CREATED_AT), p._LOADED_AT);
    }

    @Override
    protected Table<?> raw() {
        return p;
    }

    @Override
    protected List<Check> ownChecks() {
        return List.of(recordedAfterItHappened(PAID_AT, CREATED_AT));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Attempts to collect invoices and refunds, one row each");
    }
}
