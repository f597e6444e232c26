package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.model.Time.eachMonth;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.metrics.FctMrrChanges.FCT_MRR_CHANGES;
import static io.pulsemetrics.models.metrics.FctMrrMovements.FCT_MRR_MOVEMENTS;
import static io.pulsemetrics.models.metrics.Figures.ONE;
import static io.pulsemetrics.models.metrics.Figures.ZERO;
import static io.pulsemetrics.models.metrics.Figures.annual;
import static io.pulsemetrics.models.metrics.Figures.complete;
import static io.pulsemetrics.models.metrics.Figures.money;
import static io.pulsemetrics.models.metrics.Figures.net;
import static io.pulsemetrics.models.metrics.Figures.number;
import static io.pulsemetrics.models.metrics.Figures.product;
import static io.pulsemetrics.models.metrics.Figures.ratio;
import static io.pulsemetrics.models.metrics.Figures.running;
import static io.pulsemetrics.models.metrics.Figures.runningMoney;
import static io.pulsemetrics.models.metrics.UnitEconomics.GROSS_MARGIN;
import static org.jooq.impl.DSL.abs;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.dimensions.DimUsers;
import io.pulsemetrics.models.facts.Fact;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;

/**
 * One row per month, from that of the first sign-up, or of the first paid subscription if that is earlier, to as-of's: where
 * MRR and customers came from and where they went. A customer is a user with MRR above 0.
 *
 * <p>MRR and customers at the ends of the month are sums over the subscriptions; the movements are those of the users. That both
 * agree is a check, not a consequence of how they are computed.
 */
public final class FctMonthlyMetrics extends Fact<FctMonthlyMetrics> {
    public static final FctMonthlyMetrics FCT_MONTHLY_METRICS = new FctMonthlyMetrics(root());

    private FctMonthlyMetrics(As as) {
        super(as, FctMonthlyMetrics::new);
    }

    private final DimUsers u = ref(DIM_USERS, "u");
    private final FctMrrChanges c = ref(FCT_MRR_CHANGES, "c");
    private final FctMrrMovements m = ref(FCT_MRR_MOVEMENTS, "m");

    /** What a month changes in MRR and in those who pay it. */
    private final class Change extends Step<Change> {
        private Change(As as) {
            super(as, Change::new);
        }

        final Column<LocalDate> MONTH = column("month", c.MONTH);
        final Column<BigDecimal> MRR = column("mrr", sum(c.MRR_CHANGE));
        final Column<Long> CUSTOMERS =
                column("customers", net(c.MRR_BEFORE.gt(inline(ZERO)), c.MRR_AFTER.gt(inline(ZERO))));
        final Column<Long> USERS =
                column("users", net(c.SUBSCRIPTIONS_BEFORE.gt(inline(0L)), c.SUBSCRIPTIONS_AFTER.gt(inline(0L))));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(c).groupBy(c.MONTH);
        }
    }

    private final Change change = step(Change::new).as("change");

    /** How the MRR of the users moved. */
    private final class Moved extends Step<Moved> {
        private Moved(As as) {
            super(as, Moved::new);
        }

        final Column<LocalDate> MONTH = column("month", m.MONTH);
        final Column<BigDecimal> NEW = column("new", amount(MrrMovement.NEW));
        final Column<BigDecimal> REACTIVATION = column("reactivation", amount(MrrMovement.REACTIVATION));
        final Column<BigDecimal> EXPANSION = column("expansion", amount(MrrMovement.EXPANSION));
        final Column<BigDecimal> CONTRACTION = column("contraction", amount(MrrMovement.CONTRACTION));
        final Column<BigDecimal> CHURNED = column("churned", amount(MrrMovement.CHURNED));
        final Column<Long> USERS_NEW = column("users_new", users(MrrMovement.NEW));
        final Column<Long> USERS_REACTIVATED = column("users_reactivated", users(MrrMovement.REACTIVATION));
        final Column<Long> USERS_CHURNED = column("users_churned", users(MrrMovement.CHURNED));
        final Column<Long> USERS_WITHIN = column("users_within", users(MrrMovement.INTRA_MONTH_CHURNED));

        private Field<BigDecimal> amount(MrrMovement movement) {
            return money(abs(sum(m.MRR_CHANGE).filterWhere(m.MOVEMENT.eq(movement.literal()))));
        }

        private Field<Long> users(MrrMovement movement) {
            return number(countLarge().filterWhere(m.MOVEMENT.eq(movement.literal())));
        }

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(m).groupBy(m.MONTH);
        }
    }

    private final Moved moved = step(Moved::new).as("moved");

    /** Every month, also one without a change. */
    private final class Calendar extends Step<Calendar> {
        private Calendar(As as) {
            super(as, Calendar::new);
        }

        private final Field<LocalDate> first = least(
                DSL.field(select(min(u.SIGNUP_DATE)).from(u)),
                DSL.field(select(min(change.MONTH)).from(change)));
        final Column<LocalDate> MONTH = column("month", eachMonth(first, asOfDate()));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select;
        }
    }

    private final Calendar calendar = step(Calendar::new).as("calendar");

    /** The level at the end of each month, and what the month added to it. */
    private final class Level extends Step<Level> {
        private Level(As as) {
            super(as, Level::new);
        }

        final Column<LocalDate> MONTH = column("month", calendar.MONTH);
        final Column<BigDecimal> MRR_ADDED = column("mrr_added", money(change.MRR));
        final Column<BigDecimal> MRR = column("mrr", runningMoney(change.MRR, calendar.MONTH));
        final Column<Long> CUSTOMERS_ADDED = column("customers_added", number(change.CUSTOMERS));
        final Column<Long> CUSTOMERS = column("customers", running(change.CUSTOMERS, calendar.MONTH));
        final Column<Long> USERS = column("users", running(change.USERS, calendar.MONTH));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(calendar).leftJoin(change).on(change.MONTH.eq(calendar.MONTH));
        }
    }

    private final Level l = step(Level::new).as("l");

    /** The month without its ratios. */
    private final class Balance extends Step<Balance> {
        private Balance(As as) {
            super(as, Balance::new);
        }

        final Column<LocalDate> MONTH = column("month", l.MONTH);
        final Column<BigDecimal> MRR_START = column("mrr_start", money(l.MRR.minus(l.MRR_ADDED)));
        final Column<BigDecimal> NEW = column("new", money(moved.NEW));
        final Column<BigDecimal> REACTIVATION = column("reactivation", money(moved.REACTIVATION));
        final Column<BigDecimal> EXPANSION = column("expansion", money(moved.EXPANSION));
        final Column<BigDecimal> CONTRACTION = column("contraction", money(moved.CONTRACTION));
        final Column<BigDecimal> CHURNED = column("churned", money(moved.CHURNED));
        final Column<BigDecimal> MRR_END = column("mrr_end", l.MRR);
        final Column<Long> CUSTOMERS_START = column("customers_start", l.CUSTOMERS.minus(l.CUSTOMERS_ADDED));
        final Column<Long> USERS_NEW = column("users_new", number(moved.USERS_NEW));
        final Column<Long> USERS_REACTIVATED = column("users_reactivated", number(moved.USERS_REACTIVATED));
        final Column<Long> USERS_CHURNED = column("users_churned", number(moved.USERS_CHURNED));
        final Column<Long> CUSTOMERS_END = column("customers_end", l.CUSTOMERS);
        final Column<Long> USERS_WITHIN = column("users_within", number(moved.USERS_WITHIN));
        final Column<Long> PAYING_USERS = column("paying_users", l.USERS);

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(l).leftJoin(moved).on(moved.MONTH.eq(l.MONTH));
        }
    }

    private final Balance b = step(Balance::new).as("b");

    public final Column<LocalDate> MONTH = column("month", b.MONTH).primaryKey().describedAs("First day of the month");
    public final Column<Boolean> IS_COMPLETE = column("is_complete", complete(b.MONTH, asOfDate()))
            .notNull()
            .describedAs("Whether the month ended before the day of as-of");
    public final Column<BigDecimal> MRR_START = column("mrr_start", b.MRR_START)
            .notNull()
            .atLeast(ZERO)
            .describedAs("MRR on the last day of the month before, in USD");
    public final Column<BigDecimal> NEW_MRR = column("new_mrr", b.NEW)
            .notNull()
            .atLeast(ZERO)
            .describedAs("MRR at the end of users who never had any before the month");
    public final Column<BigDecimal> REACTIVATION_MRR = column("reactivation_mrr", b.REACTIVATION)
            .notNull()
            .atLeast(ZERO)
            .describedAs("MRR at the end of users who had none at the start, but once before");
    public final Column<BigDecimal> EXPANSION_MRR = column("expansion_mrr", b.EXPANSION)
            .notNull()
            .atLeast(ZERO)
            .describedAs("What users who had MRR at the start have more at the end");
    public final Column<BigDecimal> CONTRACTION_MRR = column("contraction_mrr", b.CONTRACTION)
            .notNull()
            .atLeast(ZERO)
            .describedAs("What users who still have MRR at the end have less than at the start; a positive amount");
    public final Column<BigDecimal> CHURNED_MRR = column("churned_mrr", b.CHURNED)
            .notNull()
            .atLeast(ZERO)
            .describedAs("MRR at the start of users who have none at the end; a positive amount");
    public final Column<BigDecimal> MRR_END = column("mrr_end", b.MRR_END)
            .notNull()
            .atLeast(ZERO)
            .describedAs("MRR on the month's last day, or on as-of's day in its month, in USD");
    public final Column<Long> CUSTOMERS_START = column("customers_start", b.CUSTOMERS_START)
            .notNull()
            .atLeast(0L)
            .describedAs("Users with MRR on the last day of the month before");
    public final Column<Long> CUSTOMERS_NEW =
            column("customers_new", b.USERS_NEW).notNull().atLeast(0L).describedAs("Users whose MRR is new");
    public final Column<Long> CUSTOMERS_REACTIVATED = column("customers_reactivated", b.USERS_REACTIVATED)
            .notNull()
            .atLeast(0L)
            .describedAs("Users whose MRR is a reactivation");
    public final Column<Long> CUSTOMERS_CHURNED = column("customers_churned", b.USERS_CHURNED)
            .notNull()
            .atLeast(0L)
            .describedAs("Users who had MRR at the start and have none at the end");
    public final Column<Long> CUSTOMERS_END = column("customers_end", b.CUSTOMERS_END)
            .notNull()
            .atLeast(0L)
            .describedAs("Users with MRR on the month's last day, or on as-of's day in its month");
    public final Column<Long> INTRA_MONTH_CHURNED = column("intra_month_churned", b.USERS_WITHIN)
            .notNull()
            .atLeast(0L)
            .describedAs("Users who had MRR on some day of the month, but neither at the start nor at the end");
    public final Column<BigDecimal> CUSTOMER_CHURN_RATE = column(
                    "customer_churn_rate", ratio(b.USERS_CHURNED, b.CUSTOMERS_START))
            .range(ZERO, ONE)
            .describedAs("customers_churned / customers_start; NULL without customers at the start");
    public final Column<BigDecimal> REVENUE_CHURN_RATE = column(
                    "revenue_churn_rate", ratio(b.CHURNED.plus(b.CONTRACTION), b.MRR_START))
            .range(ZERO, ONE)
            .describedAs("(churned_mrr + contraction_mrr) / mrr_start; NULL without MRR at the start");
    public final Column<BigDecimal> NET_REVENUE_RETENTION = column(
                    "net_revenue_retention",
                    ratio(b.MRR_START.plus(b.EXPANSION).minus(b.CONTRACTION).minus(b.CHURNED), b.MRR_START))
            .atLeast(ZERO)
            .describedAs(
                    "(mrr_start + expansion - contraction - churned) / mrr_start (NRR); NULL without MRR at the start");
    public final Column<BigDecimal> ARPU = column("arpu", ratio(b.MRR_END, b.PAYING_USERS))
            .atLeast(ZERO)
            .describedAs("mrr_end / paying users at the end, in USD; NULL without paying users");
    /** ARPU x gross margin / churn rate as one division, which loses nothing on the way. */
    public final Column<BigDecimal> LTV = column(
                    "ltv",
                    ratio(
                            product(product(b.MRR_END, parameter(GROSS_MARGIN)), b.CUSTOMERS_START),
                            product(b.PAYING_USERS, b.USERS_CHURNED)))
            .atLeast(ZERO)
            .describedAs("Lifetime value in USD: arpu x gross margin / customer_churn_rate; NULL if nobody churned");

    public final Column<BigDecimal> ARR =
            column("arr", annual(b.MRR_END)).notNull().describedAs("Annual recurring revenue in USD: 12 mrr_end");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(b);
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression(
                        "mrr_adds_up",
                        MRR_END.eq(MRR_START
                                .plus(NEW_MRR)
                                .plus(REACTIVATION_MRR)
                                .plus(EXPANSION_MRR)
                                .minus(CONTRACTION_MRR)
                                .minus(CHURNED_MRR)),
                        MRR_START,
                        MRR_END),
                Check.expression(
                        "customers_add_up",
                        CUSTOMERS_END.eq(CUSTOMERS_START
                                .plus(CUSTOMERS_NEW)
                                .plus(CUSTOMERS_REACTIVATED)
                                .minus(CUSTOMERS_CHURNED)),
                        CUSTOMERS_START,
                        CUSTOMERS_END),
                Check.expression("arr_is_12_mrr", ARR.eq(MRR_END.times(inline(12))), MRR_END, ARR),
                new StartsWhereTheLastEnded());
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("MRR, customers and how they moved, month by month");
    }
}
