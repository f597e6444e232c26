package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.model.Time.eachMonth;
import static io.pulsemetrics.model.Time.plusMonths;
import static io.pulsemetrics.models.dimensions.DimChannel.DIM_CHANNEL;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.metrics.FctMrrChanges.FCT_MRR_CHANGES;
import static io.pulsemetrics.models.metrics.FctMrrMovements.FCT_MRR_MOVEMENTS;
import static io.pulsemetrics.models.metrics.Figures.ONE;
import static io.pulsemetrics.models.metrics.Figures.ZERO;
import static io.pulsemetrics.models.metrics.Figures.money;
import static io.pulsemetrics.models.metrics.Figures.net;
import static io.pulsemetrics.models.metrics.Figures.number;
import static io.pulsemetrics.models.metrics.Figures.product;
import static io.pulsemetrics.models.metrics.Figures.ratio;
import static io.pulsemetrics.models.metrics.Figures.total;
import static io.pulsemetrics.models.metrics.UnitEconomics.GROSS_MARGIN;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.dimensions.DimChannel;
import io.pulsemetrics.models.dimensions.DimUsers;
import io.pulsemetrics.models.facts.Fact;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;

/**
 * One row per acquisition channel, also one that nobody came by: what its users pay, how fast they leave, and what they are
 * worth beside what they cost.
 *
 * <p>Customers, MRR and ARPU are those of as-of's day, a customer being a paying user: one with a paid subscription. The churn
 * rate is that of the last 6 complete months together: the customers who churned in them by all customers at their starts, as
 * {@link FctMonthlyMetrics} counts both.
 */
public final class FctChannelEconomics extends Fact<FctChannelEconomics> {
    public static final FctChannelEconomics FCT_CHANNEL_ECONOMICS = new FctChannelEconomics(root());
    private static final int CHURN_MONTHS = 6;

    private FctChannelEconomics(As as) {
        super(as, FctChannelEconomics::new);
    }

    private final DimChannel channel = ref(DIM_CHANNEL, "channel");
    private final DimUsers u = ref(DIM_USERS, "u");
    private final DimUsers payer = ref(DIM_USERS, "payer");
    private final DimUsers mover = ref(DIM_USERS, "mover");
    private final FctMrrChanges c = ref(FCT_MRR_CHANGES, "c");
    private final FctMrrMovements m = ref(FCT_MRR_MOVEMENTS, "m");

    /** Who came by a channel. */
    private final class SignUps extends Step<SignUps> {
        private SignUps(As as) {
            super(as, SignUps::new);
        }

        final Column<String> CHANNEL = column("channel", u.ACQUISITION_CHANNEL);
        final Column<Long> USERS = column("users", countLarge());
        final Column<Long> ACTIVATED = column("activated", countLarge().filterWhere(u.IS_ACTIVATED.isTrue()));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(u).groupBy(u.ACQUISITION_CHANNEL);
        }
    }

    private final SignUps signUps = step(SignUps::new).as("sign_ups");

    /** The changes of MRR with the channel of their user. */
    private final class Change extends Step<Change> {
        private Change(As as) {
            super(as, Change::new);
        }

        final Column<String> CHANNEL = column("channel", payer.ACQUISITION_CHANNEL);
        final Column<Long> USER_ID = column("user_id", c.USER_ID);
        final Column<LocalDate> MONTH = column("month", c.MONTH);
        final Column<BigDecimal> MRR_BEFORE = column("mrr_before", c.MRR_BEFORE);
        final Column<BigDecimal> MRR_AFTER = column("mrr_after", c.MRR_AFTER);
        final Column<BigDecimal> MRR_CHANGE = column("mrr_change", c.MRR_CHANGE);
        final Column<Long> SUBSCRIPTIONS_BEFORE = column("subscriptions_before", c.SUBSCRIPTIONS_BEFORE);
        final Column<Long> SUBSCRIPTIONS_AFTER = column("subscriptions_after", c.SUBSCRIPTIONS_AFTER);

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(c).join(payer).on(payer.USER_ID.eq(c.USER_ID));
        }
    }

    private final Change change = step(Change::new).as("change");

    /** What the changes add up to. */
    private final class Paying extends Step<Paying> {
        private Paying(As as) {
            super(as, Paying::new);
        }

        final Column<String> CHANNEL = column("channel", change.CHANNEL);
        final Column<BigDecimal> MRR = column("mrr", money(sum(change.MRR_CHANGE)));
        final Column<Long> CUSTOMERS = column(
                "customers",
                number(net(change.SUBSCRIPTIONS_BEFORE.gt(inline(0L)), change.SUBSCRIPTIONS_AFTER.gt(inline(0L)))));
        final Column<Long> EVER = column(
                "ever", number(countDistinct(change.USER_ID).filterWhere(change.SUBSCRIPTIONS_AFTER.gt(inline(0L)))));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(change).groupBy(change.CHANNEL);
        }
    }

    private final Paying paying = step(Paying::new).as("paying");

    /** How many more users with MRR a channel has at the end of a month than at its start. */
    private final class MonthChange extends Step<MonthChange> {
        private MonthChange(As as) {
            super(as, MonthChange::new);
        }

        final Column<String> CHANNEL = column("channel", change.CHANNEL);
        final Column<LocalDate> MONTH = column("month", change.MONTH);
        final Column<Long> CUSTOMERS =
                column("customers", net(change.MRR_BEFORE.gt(inline(ZERO)), change.MRR_AFTER.gt(inline(ZERO))));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(change).groupBy(change.CHANNEL, change.MONTH);
        }
    }

    private final MonthChange monthChange = step(MonthChange::new).as("month_change");

    /** The last complete months. */
    private final class Lately extends Step<Lately> {
        private Lately(As as) {
            super(as, Lately::new);
        }

        final Column<LocalDate> MONTH =
                column("month", eachMonth(plusMonths(asOfDate(), -CHURN_MONTHS), plusMonths(asOfDate(), -1)));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select;
        }
    }

    private final Lately lately = step(Lately::new).as("lately");

    /** The customers at the starts of these months: what all months before each have added. */
    private final class AtRisk extends Step<AtRisk> {
        private AtRisk(As as) {
            super(as, AtRisk::new);
        }

        final Column<String> CHANNEL = column("channel", monthChange.CHANNEL);
        final Column<Long> CUSTOMERS = column("customers", total(monthChange.CUSTOMERS));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(lately)
                    .join(monthChange)
                    .on(monthChange.MONTH.lt(lately.MONTH))
                    .groupBy(monthChange.CHANNEL);
        }
    }

    private final AtRisk atRisk = step(AtRisk::new).as("at_risk");

    /** The customers who churned in these months. */
    private final class Lost extends Step<Lost> {
        private Lost(As as) {
            super(as, Lost::new);
        }

        final Column<String> CHANNEL = column("channel", mover.ACQUISITION_CHANNEL);
        final Column<Long> CUSTOMERS = column("customers", countLarge());

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(m)
                    .join(lately)
                    .on(lately.MONTH.eq(m.MONTH))
                    .join(mover)
                    .on(mover.USER_ID.eq(m.USER_ID))
                    .where(m.MOVEMENT.eq(MrrMovement.CHURNED.literal()))
                    .groupBy(mover.ACQUISITION_CHANNEL);
        }
    }

    private final Lost lost = step(Lost::new).as("lost");
    private final Field<BigDecimal> margin = product(paying.MRR, parameter(GROSS_MARGIN));

    public final Column<String> CHANNEL_KEY = column("channel_key", channel.CHANNEL_KEY)
            .primaryKey()
            .references(() -> DIM_CHANNEL.CHANNEL_KEY)
            .describedAs("Code of the channel");
    public final Column<Long> SIGNUPS =
            column("signups", number(signUps.USERS)).notNull().atLeast(0L).describedAs("Users who came by the channel");
    public final Column<Long> ACTIVATED = column("activated", number(signUps.ACTIVATED))
            .notNull()
            .atLeast(0L)
            .describedAs("Of these, users who are activated, however late");
    public final Column<Long> CUSTOMERS = column("customers", number(paying.CUSTOMERS))
            .notNull()
            .atLeast(0L)
            .describedAs("Users with a paid subscription on as-of's day");
    public final Column<Long> CUSTOMERS_EVER = column("customers_ever", number(paying.EVER))
            .notNull()
            .atLeast(0L)
            .describedAs("Users with a paid subscription on any day up to as-of's");
    public final Column<BigDecimal> MRR =
            column("mrr", money(paying.MRR)).notNull().atLeast(ZERO).describedAs("MRR on as-of's day, in USD");
    public final Column<BigDecimal> ARPU = column("arpu", ratio(paying.MRR, paying.CUSTOMERS))
            .atLeast(ZERO)
            .describedAs("mrr / customers, in USD; NULL without customers");
    public final Column<BigDecimal> CHURN_RATE = column("churn_rate", ratio(number(lost.CUSTOMERS), atRisk.CUSTOMERS))
            .range(ZERO, ONE)
            .describedAs("Customers churned / customers at the start, summed over the last 6 complete months;"
                    + " NULL if there were none");
    /** Like payback and LTV:CAC one division, which loses nothing on the way. */
    public final Column<BigDecimal> LTV = column(
                    "ltv", ratio(product(margin, atRisk.CUSTOMERS), product(paying.CUSTOMERS, lost.CUSTOMERS)))
            .atLeast(ZERO)
            .describedAs("Lifetime value in USD: arpu x gross margin / churn_rate; NULL if nobody churned");

    public final Column<BigDecimal> CAC = column("cac", channel.TYPICAL_CAC)
            .notNull()
            .atLeast(ZERO)
            .describedAs("What it typically costs to win a customer, in USD");
    public final Column<BigDecimal> LTV_TO_CAC = column(
                    "ltv_to_cac",
                    ratio(
                            product(margin, atRisk.CUSTOMERS),
                            product(product(paying.CUSTOMERS, lost.CUSTOMERS), channel.TYPICAL_CAC)))
            .atLeast(ZERO)
            .describedAs("ltv / cac; NULL if the channel costs nothing");
    public final Column<BigDecimal> PAYBACK_MONTHS = column(
                    "payback_months", ratio(product(channel.TYPICAL_CAC, paying.CUSTOMERS), margin))
            .atLeast(ZERO)
            .describedAs("Months until a customer has earned the cac: cac / (arpu x gross margin); NULL without MRR");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(channel)
                .leftJoin(signUps)
                .on(signUps.CHANNEL.eq(channel.CHANNEL_KEY))
                .leftJoin(paying)
                .on(paying.CHANNEL.eq(channel.CHANNEL_KEY))
                .leftJoin(atRisk)
                .on(atRisk.CHANNEL.eq(channel.CHANNEL_KEY))
                .leftJoin(lost)
                .on(lost.CHANNEL.eq(channel.CHANNEL_KEY));
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression("activated_are_of_the_signups", ACTIVATED.le(SIGNUPS), ACTIVATED, SIGNUPS),
                Check.expression(
                        "customers_are_of_those_who_ever_were",
                        CUSTOMERS.le(CUSTOMERS_EVER).and(CUSTOMERS_EVER.le(SIGNUPS)),
                        CUSTOMERS,
                        CUSTOMERS_EVER,
                        SIGNUPS));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("What users are worth and what they cost, channel by channel");
    }
}
