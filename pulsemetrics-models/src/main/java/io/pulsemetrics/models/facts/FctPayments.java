package io.pulsemetrics.models.facts;

import static io.pulsemetrics.model.Time.dateKey;
import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.models.dimensions.DimDate.DIM_DATE;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.facts.FctSubscriptions.FCT_SUBSCRIPTIONS;
import static io.pulsemetrics.models.staging.StgPayments.STG_PAYMENTS;
import static org.jooq.impl.DSL.boolOr;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.check.Sequences;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.models.codes.PaymentStatus;
import io.pulsemetrics.models.staging.StgPayments;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;

/** One row per attempt to collect an invoice, and per refund, up to as-of. */
public final class FctPayments extends Fact<FctPayments> {
    public static final FctPayments FCT_PAYMENTS = new FctPayments(root());

    private FctPayments(As as) {
        super(as, FctPayments::new);
    }

    private final StgPayments p = ref(STG_PAYMENTS, "p");
    private final Condition succeeded = p.STATUS.eq(PaymentStatus.SUCCEEDED.literal());
    private final Condition failed = p.STATUS.eq(PaymentStatus.FAILED.literal());

    public final Column<Long> PAYMENT_ID =
            column("payment_id", p.PAYMENT_ID).primaryKey().describedAs("The attempt or refund");
    public final Column<Long> INVOICE_ID =
            column("invoice_id", p.INVOICE_ID).notNull().describedAs("Invoice that was to be paid");
    public final Column<Long> SUBSCRIPTION_ID = column("subscription_id", p.SUBSCRIPTION_ID)
            .notNull()
            .references(() -> FCT_SUBSCRIPTIONS.SUBSCRIPTION_ID)
            .describedAs("What was paid for");
    public final Column<Long> USER_ID = column("user_id", p.USER_ID)
            .notNull()
            .references(() -> DIM_USERS.USER_ID)
            .describedAs("Who paid");
    public final Column<BigDecimal> AMOUNT =
            column("amount", p.AMOUNT).notNull().describedAs("Amount in USD; negative for a refund");
    public final Column<String> CURRENCY =
            column("currency", p.CURRENCY).notNull().acceptedValues("USD").describedAs("ISO 4217 code: USD");
    public final Column<String> STATUS = column("status", p.STATUS)
            .notNull()
            .acceptedValues(Code.all(PaymentStatus.class))
            .describedAs("What the row records: succeeded, failed or refunded");
    public final Column<String> PAYMENT_METHOD =
            column("payment_method", p.PAYMENT_METHOD).describedAs("Means of payment");
    public final Column<String> FAILURE_REASON =
            column("failure_reason", p.FAILURE_REASON).describedAs("Why the attempt failed; NULL unless it did");
    public final Column<Integer> ATTEMPT_NUMBER = column("attempt_number", p.ATTEMPT_NUMBER)
            .notNull()
            .range(1, 4)
            .describedAs("Number of the attempt within the invoice");
    public final Column<LocalDateTime> PAID_AT =
            column("paid_at", p.PAID_AT).notNull().describedAs("Instant of the attempt or refund (UTC)");
    public final Column<LocalDate> PAYMENT_DATE =
            column("payment_date", day(p.PAID_AT)).notNull().describedAs("UTC day of the attempt or refund");
    public final Column<Integer> DATE_KEY = column("date_key", dateKey(day(p.PAID_AT)))
            .notNull()
            .references(() -> DIM_DATE.DATE_KEY)
            .describedAs("UTC day of the attempt or refund as a number: yyyymmdd");
    public final Column<Boolean> IS_SUCCESSFUL =
            column("is_successful", DSL.field(succeeded)).notNull().describedAs("Whether the attempt succeeded");
    public final Column<Boolean> IS_RECOVERED = column(
                    "is_recovered",
                    DSL.field(failed.and(p.INVOICE_ID.isNotNull()).and(paidLater())))
            .notNull()
            .describedAs("Whether the attempt failed and a later one paid the invoice");

    /** The frame holds what is later than the row, of which nothing leaves it again: a row costs one step. */
    private Field<Boolean> paidLater() {
        return coalesce(
                boolOr(succeeded)
                        .over()
                        .partitionBy(p.INVOICE_ID)
                        .orderBy(p.PAID_AT.desc(), p.ATTEMPT_NUMBER.desc(), p.PAYMENT_ID.desc())
                        .rowsBetweenUnboundedPreceding()
                        .andPreceding(1),
                inline(false));
    }

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(p).where(p.PAID_AT.le(asOf()));
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression(
                        "only_refunds_are_negative",
                        DSL.field(STATUS.eq(PaymentStatus.REFUNDED.literal()))
                                .eq(DSL.field(AMOUNT.lt(inline(BigDecimal.ZERO)))),
                        STATUS,
                        AMOUNT),
                Check.expression(
                        "only_failures_have_a_reason",
                        FAILURE_REASON.isNull().or(STATUS.eq(PaymentStatus.FAILED.literal())),
                        STATUS,
                        FAILURE_REASON),
                Sequences.increasing(ATTEMPT_NUMBER, PAID_AT, INVOICE_ID)
                        .where(STATUS.ne(PaymentStatus.REFUNDED.literal()))
                        .warn()
                        .tagged(COHERENCE),
                new PaidByTheSubscriber());
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Attempts to collect invoices and refunds, one row each");
    }
}
