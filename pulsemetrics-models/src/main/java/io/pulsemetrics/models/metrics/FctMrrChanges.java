package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.model.Time.monthOf;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.facts.FctSubscriptions.FCT_SUBSCRIPTIONS;
import static io.pulsemetrics.models.metrics.Figures.ZERO;
import static io.pulsemetrics.models.metrics.Figures.money;
import static io.pulsemetrics.models.metrics.Figures.number;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.facts.Fact;
import io.pulsemetrics.models.facts.FctSubscriptions;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.SQLDataType;

/**
 * One row per user and UTC day, up to as-of's, from which on the user's MRR, or the number of paid subscriptions behind it, is
 * another than the day before: the history of MRR with as many rows as it has changes.
 *
 * <p>A paid subscription counts on the days from its start_date to the day before its end_date; the subscriptions of one user
 * are summed. An upgrade is one row: what ends and what starts on that day, taken together. What starts and ends on the same
 * day covers no day and leaves no trace.
 */
public final class FctMrrChanges extends Fact<FctMrrChanges> {
    public static final FctMrrChanges FCT_MRR_CHANGES = new FctMrrChanges(root());

    private FctMrrChanges(As as) {
        super(as, FctMrrChanges::new);
    }

    private final FctSubscriptions s = ref(FCT_SUBSCRIPTIONS, "s");
    private final FctSubscriptions e = ref(FCT_SUBSCRIPTIONS, "e");

    /** Where a subscription begins to count, and where it no longer does. */
    private final class Boundary extends Step<Boundary> {
        private Boundary(As as) {
            super(as, Boundary::new);
        }

        final Column<Long> USER_ID = column("user_id", SQLDataType.BIGINT);
        final Column<LocalDate> DATE = column("date", SQLDataType.LOCALDATE);
        final Column<BigDecimal> MRR = column("mrr", SQLDataType.NUMERIC);
        final Column<Integer> SUBSCRIPTIONS = column("subscriptions", SQLDataType.INTEGER);

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return branch(
                            USER_ID.is(s.USER_ID),
                            DATE.is(s.START_DATE),
                            MRR.is(s.MONTHLY_VALUE),
                            SUBSCRIPTIONS.is(inline(1)))
                    .from(s)
                    .where(counts(s), s.START_DATE.le(asOfDate()))
                    .unionAll(branch(
                                    USER_ID.is(e.USER_ID),
                                    DATE.is(e.END_DATE),
                                    MRR.is(e.MONTHLY_VALUE.neg()),
                                    SUBSCRIPTIONS.is(inline(-1)))
                            .from(e)
                            .where(counts(e), e.END_DATE.le(asOfDate())));
        }

        private static Condition counts(FctSubscriptions any) {
            return any.IS_TRIAL.isFalse().and(any.END_DATE.isNull().or(any.END_DATE.gt(any.START_DATE)));
        }
    }

    private final Boundary b = step(Boundary::new).as("b");

    /** What a day changes for a user, all in all. */
    private final class Change extends Step<Change> {
        private Change(As as) {
            super(as, Change::new);
        }

        private final Field<BigDecimal> mrr = sum(b.MRR);
        private final Field<BigDecimal> subscriptions = sum(b.SUBSCRIPTIONS);

        final Column<Long> USER_ID = column("user_id", b.USER_ID);
        final Column<LocalDate> DATE = column("date", b.DATE);
        final Column<BigDecimal> MRR = column("mrr", mrr);
        final Column<BigDecimal> SUBSCRIPTIONS = column("subscriptions", subscriptions.cast(SQLDataType.NUMERIC));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(b)
                    .groupBy(b.USER_ID, b.DATE)
                    .having(mrr.ne(inline(ZERO)).or(subscriptions.ne(inline(ZERO))));
        }
    }

    private final Change c = step(Change::new).as("c");
    private final Field<BigDecimal> mrrAfter = upToHere(c.MRR);
    private final Field<BigDecimal> subscriptionsAfter = upToHere(c.SUBSCRIPTIONS);

    public final Column<Long> USER_ID = column("user_id", c.USER_ID)
            .primaryKey()
            .references(() -> DIM_USERS.USER_ID)
            .describedAs("Whose MRR changes");
    public final Column<LocalDate> DATE =
            column("date", c.DATE).primaryKey().describedAs("First UTC day on which the new MRR holds");
    public final Column<LocalDate> MONTH =
            column("month", monthOf(c.DATE)).notNull().describedAs("First day of the month of the change");
    public final Column<BigDecimal> MRR_BEFORE = column("mrr_before", money(mrrAfter.minus(c.MRR)))
            .notNull()
            .atLeast(ZERO)
            .describedAs("The user's MRR on the day before, in USD");
    public final Column<BigDecimal> MRR_AFTER = column("mrr_after", money(mrrAfter))
            .notNull()
            .atLeast(ZERO)
            .describedAs("The user's MRR from this day on, in USD");
    public final Column<BigDecimal> MRR_CHANGE =
            column("mrr_change", money(c.MRR)).notNull().describedAs("mrr_after less mrr_before, in USD");
    public final Column<Long> SUBSCRIPTIONS_BEFORE = column(
                    "subscriptions_before", number(subscriptionsAfter.minus(c.SUBSCRIPTIONS)))
            .notNull()
            .atLeast(0L)
            .describedAs("Paid subscriptions of the user on the day before");
    public final Column<Long> SUBSCRIPTIONS_AFTER = column("subscriptions_after", number(subscriptionsAfter))
            .notNull()
            .atLeast(0L)
            .describedAs("Paid subscriptions of the user from this day on");

    private Field<BigDecimal> upToHere(Field<BigDecimal> change) {
        return sum(change).over(partitionBy(c.USER_ID).orderBy(c.DATE));
    }

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(c);
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression(
                        "mrr_adds_up", MRR_AFTER.eq(MRR_BEFORE.plus(MRR_CHANGE)), MRR_BEFORE, MRR_CHANGE, MRR_AFTER),
                Check.expression(
                        "no_mrr_without_subscription",
                        SUBSCRIPTIONS_AFTER.gt(inline(0L)).or(MRR_AFTER.eq(inline(ZERO))),
                        SUBSCRIPTIONS_AFTER,
                        MRR_AFTER));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("The days on which the MRR of a user changes, and from what to what");
    }
}
