package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.metrics.FctMrrChanges.FCT_MRR_CHANGES;
import static io.pulsemetrics.models.metrics.Figures.ZERO;
import static io.pulsemetrics.models.metrics.Figures.complete;
import static io.pulsemetrics.models.metrics.Figures.money;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.sign;
import static org.jooq.impl.DSL.sum;
import static org.jooq.impl.DSL.when;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.models.facts.Fact;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;

/**
 * One row per user and month in which the user's MRR moved: in which it is another on the month's last day than on the last day
 * of the month before, or in which the user paid on some day within but on neither of these (intra_month_churned). In as-of's
 * month, as-of's day stands for the last day.
 */
public final class FctMrrMovements extends Fact<FctMrrMovements> {
    public static final FctMrrMovements FCT_MRR_MOVEMENTS = new FctMrrMovements(root());

    private FctMrrMovements(As as) {
        super(as, FctMrrMovements::new);
    }

    private final FctMrrChanges c = ref(FCT_MRR_CHANGES, "c");

    /** What the changes of a month add up to, and the most that they led to. */
    private final class UserMonth extends Step<UserMonth> {
        private UserMonth(As as) {
            super(as, UserMonth::new);
        }

        final Column<Long> USER_ID = column("user_id", c.USER_ID);
        final Column<LocalDate> MONTH = column("month", c.MONTH);
        final Column<BigDecimal> CHANGE = column("change", sum(c.MRR_CHANGE));
        final Column<BigDecimal> PEAK = column("peak", max(c.MRR_AFTER));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(c).groupBy(c.USER_ID, c.MONTH);
        }
    }

    private final UserMonth m = step(UserMonth::new).as("m");

    /** The MRR at both ends of the month, and the first month in which the user ever had any. */
    private final class Level extends Step<Level> {
        private Level(As as) {
            super(as, Level::new);
        }

        private final Field<BigDecimal> end =
                sum(m.CHANGE).over(partitionBy(m.USER_ID).orderBy(m.MONTH));

        final Column<Long> USER_ID = column("user_id", m.USER_ID);
        final Column<LocalDate> MONTH = column("month", m.MONTH);
        final Column<BigDecimal> PEAK = column("peak", m.PEAK);
        final Column<BigDecimal> START = column("start", money(end.minus(m.CHANGE)));
        final Column<BigDecimal> END = column("end", money(end));
        final Column<LocalDate> FIRST_PAID = column(
                "first_paid", min(m.MONTH).filterWhere(m.PEAK.gt(inline(ZERO))).over(partitionBy(m.USER_ID)));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(m);
        }
    }

    private final Level l = step(Level::new).as("l");
    private final Condition nothing = l.START.eq(inline(ZERO)).and(l.END.eq(inline(ZERO)));

    public final Column<Long> USER_ID = column("user_id", l.USER_ID)
            .primaryKey()
            .references(() -> DIM_USERS.USER_ID)
            .describedAs("Whose MRR moved");
    public final Column<LocalDate> MONTH = column("month", l.MONTH).primaryKey().describedAs("First day of the month");
    public final Column<Boolean> IS_COMPLETE = column("is_complete", complete(l.MONTH, asOfDate()))
            .notNull()
            .describedAs("Whether the month ended before the day of as-of");
    public final Column<String> MOVEMENT = column("movement", movement())
            .notNull()
            .acceptedValues(Code.all(MrrMovement.class))
            .describedAs("new (never had MRR before the month), reactivation, expansion, contraction, churned,"
                    + " or intra_month_churned (MRR within the month only)");
    public final Column<BigDecimal> MRR_START = column("mrr_start", l.START)
            .notNull()
            .atLeast(ZERO)
            .describedAs("The user's MRR on the last day of the month before, in USD");
    public final Column<BigDecimal> MRR_END = column("mrr_end", l.END)
            .notNull()
            .atLeast(ZERO)
            .describedAs("The user's MRR on the month's last day, or on as-of's day in its month, in USD");
    public final Column<BigDecimal> MRR_CHANGE = column("mrr_change", money(l.END.minus(l.START)))
            .notNull()
            .describedAs("mrr_end less mrr_start, in USD; negative for contraction and churned");

    private Field<String> movement() {
        return when(nothing, MrrMovement.INTRA_MONTH_CHURNED.literal())
                .when(l.START.eq(inline(ZERO)).and(l.FIRST_PAID.eq(l.MONTH)), MrrMovement.NEW.literal())
                .when(l.START.eq(inline(ZERO)), MrrMovement.REACTIVATION.literal())
                .when(l.END.eq(inline(ZERO)), MrrMovement.CHURNED.literal())
                .when(l.END.gt(l.START), MrrMovement.EXPANSION.literal())
                .otherwise(MrrMovement.CONTRACTION.literal());
    }

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(l).where(l.START.ne(l.END).or(nothing.and(l.PEAK.gt(inline(ZERO)))));
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression(
                        "rises_unless_it_falls",
                        when(
                                        MOVEMENT.in(
                                                MrrMovement.NEW.literal(),
                                                MrrMovement.REACTIVATION.literal(),
                                                MrrMovement.EXPANSION.literal()),
                                        inline(1))
                                .when(MOVEMENT.eq(MrrMovement.INTRA_MONTH_CHURNED.literal()), inline(0))
                                .otherwise(inline(-1))
                                .eq(sign(MRR_CHANGE)),
                        MOVEMENT,
                        MRR_CHANGE),
                Check.expression(
                        "mrr_adds_up", MRR_END.eq(MRR_START.plus(MRR_CHANGE)), MRR_START, MRR_CHANGE, MRR_END));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("How the MRR of each user moved from month to month");
    }
}
