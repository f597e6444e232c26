package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.model.Time.eachMonth;
import static io.pulsemetrics.model.Time.monthOf;
import static io.pulsemetrics.model.Time.monthsBetween;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.facts.FctEvents.FCT_EVENTS;
import static io.pulsemetrics.models.metrics.Figures.ONE;
import static io.pulsemetrics.models.metrics.Figures.ZERO;
import static io.pulsemetrics.models.metrics.Figures.complete;
import static io.pulsemetrics.models.metrics.Figures.number;
import static io.pulsemetrics.models.metrics.Figures.ratio;
import static org.jooq.impl.DSL.countLarge;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.dimensions.DimUsers;
import io.pulsemetrics.models.facts.Fact;
import io.pulsemetrics.models.facts.FctEvents;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;

/**
 * One row per month in which somebody signed up and calendar month since, up to as-of's: how many of those users were active in
 * it. Month 0 is the month of the sign-up; a month in which none was active has 0.
 */
public final class FctCohortRetention extends Fact<FctCohortRetention> {
    public static final FctCohortRetention FCT_COHORT_RETENTION = new FctCohortRetention(root());

    private FctCohortRetention(As as) {
        super(as, FctCohortRetention::new);
    }

    private final DimUsers u = ref(DIM_USERS, "u");
    private final DimUsers member = ref(DIM_USERS, "member");
    private final FctEvents e = ref(FCT_EVENTS, "e");

    /** Who signed up in a month. */
    private final class Cohort extends Step<Cohort> {
        private Cohort(As as) {
            super(as, Cohort::new);
        }

        final Column<LocalDate> MONTH = column("month", u.SIGNUP_MONTH);
        final Column<Long> USERS = column("users", countLarge());

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(u).groupBy(u.SIGNUP_MONTH);
        }
    }

    private final Cohort c = step(Cohort::new).as("c");

    /** Every month of every cohort. */
    private final class Grid extends Step<Grid> {
        private Grid(As as) {
            super(as, Grid::new);
        }

        final Column<LocalDate> COHORT = column("cohort", c.MONTH);
        final Column<Long> USERS = column("users", c.USERS);
        final Column<LocalDate> MONTH = column("month", eachMonth(c.MONTH, asOfDate()));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(c);
        }
    }

    private final Grid g = step(Grid::new).as("g");

    /** The months in which a user was active. */
    private final class UserMonth extends Step<UserMonth> {
        private UserMonth(As as) {
            super(as, UserMonth::new);
        }

        final Column<Long> USER_ID = column("user_id", e.USER_ID);
        final Column<LocalDate> MONTH = column("month", monthOf(e.EVENT_DATE));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return distinct().from(e);
        }
    }

    private final UserMonth m = step(UserMonth::new).as("m");

    /** How many of a cohort were active in a month. */
    private final class Active extends Step<Active> {
        private Active(As as) {
            super(as, Active::new);
        }

        final Column<LocalDate> COHORT = column("cohort", member.SIGNUP_MONTH);
        final Column<LocalDate> MONTH = column("month", m.MONTH);
        final Column<Long> USERS = column("users", countLarge());

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(m).join(member).on(member.USER_ID.eq(m.USER_ID)).groupBy(member.SIGNUP_MONTH, m.MONTH);
        }
    }

    private final Active a = step(Active::new).as("a");

    public final Column<LocalDate> COHORT_MONTH =
            column("cohort_month", g.COHORT).primaryKey().describedAs("First day of the month of the sign-up");
    public final Column<Integer> MONTH_NUMBER = column("month_number", monthsBetween(g.COHORT, g.MONTH))
            .primaryKey()
            .atLeast(0)
            .describedAs("Calendar months since; 0 is the month of the sign-up");
    public final Column<Boolean> IS_COMPLETE = column("is_complete", complete(g.MONTH, asOfDate()))
            .notNull()
            .describedAs("Whether that calendar month ended before the day of as-of");
    public final Column<Long> COHORT_SIZE =
            column("cohort_size", g.USERS).notNull().atLeast(1L).describedAs("Users who signed up in cohort_month");
    public final Column<Long> ACTIVE_USERS = column("active_users", number(a.USERS))
            .notNull()
            .atLeast(0L)
            .describedAs("Of these, users with an event in that calendar month");
    public final Column<BigDecimal> RETENTION_RATE = column("retention_rate", ratio(number(a.USERS), g.USERS))
            .notNull()
            .range(ZERO, ONE)
            .describedAs("active_users / cohort_size");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(g).leftJoin(a).on(a.COHORT.eq(g.COHORT), a.MONTH.eq(g.MONTH));
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression("active_are_of_the_cohort", ACTIVE_USERS.le(COHORT_SIZE), ACTIVE_USERS, COHORT_SIZE));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("How many of those who signed up in a month are active in the months since");
    }
}
