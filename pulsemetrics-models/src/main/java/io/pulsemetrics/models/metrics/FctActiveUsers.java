package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.model.Time.daysBetween;
import static io.pulsemetrics.model.Time.eachDay;
import static io.pulsemetrics.model.Time.plusDays;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.facts.FctEvents.FCT_EVENTS;
import static io.pulsemetrics.models.metrics.Figures.number;
import static io.pulsemetrics.models.metrics.Figures.running;
import static io.pulsemetrics.models.metrics.Figures.total;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lead;
import static org.jooq.impl.DSL.least;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.partitionBy;
import static org.jooq.impl.DSL.select;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.dimensions.DimUsers;
import io.pulsemetrics.models.facts.Fact;
import io.pulsemetrics.models.facts.FctEvents;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * One row per UTC day, from the first sign-up, or the first event if that is earlier, to the day of as-of: how many users were
 * active on it, in the 7 days and in the 30 days that end with it. Each user counts once however often active.
 *
 * <p>The events are counted by user and day, and these days sorted by user. A user who is active on a day counts for a window of w days from that day on,
 * up to the day on which the next activity takes over or the window has passed:
 *
 * <pre>
 * active on       1 . 3 . . . . . . . . . 13        w = 7
 * counts on day   1 2                               from 1, until 3 takes over
 *                     3 4 5 6 7 8 9                 from 3, for 7 days
 *                                         13 ...
 * </pre>
 *
 * <p>These intervals of a user never overlap: one is added where they begin and taken away after they end, and the sum up to a
 * day is the distinct count.
 */
public final class FctActiveUsers extends Fact<FctActiveUsers> {
    public static final FctActiveUsers FCT_ACTIVE_USERS = new FctActiveUsers(root());
    private static final int WEEK = 7;
    private static final int MONTH = 30;

    private FctActiveUsers(As as) {
        super(as, FctActiveUsers::new);
    }

    private final DimUsers u = ref(DIM_USERS, "u");
    private final FctEvents e = ref(FCT_EVENTS, "e");

    /** The days on which a user was active. */
    private final class UserDay extends Step<UserDay> {
        private UserDay(As as) {
            super(as, UserDay::new);
        }

        final Column<Long> USER_ID = column("user_id", e.USER_ID);
        final Column<LocalDate> DAY = column("day", e.EVENT_DATE);
        final Column<Long> EVENTS = column("events", countLarge());

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(e).groupBy(e.USER_ID, e.EVENT_DATE);
        }
    }

    private final UserDay ud = step(UserDay::new).as("ud");

    /** Each of them with the user's next one. */
    private final class Visit extends Step<Visit> {
        private Visit(As as) {
            super(as, Visit::new);
        }

        final Column<LocalDate> DAY = column("day", ud.DAY);
        final Column<Long> EVENTS = column("events", ud.EVENTS);
        final Column<LocalDate> NEXT_DAY =
                column("next_day", lead(ud.DAY).over(partitionBy(ud.USER_ID).orderBy(ud.DAY)));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(ud);
        }
    }

    private final Visit v = step(Visit::new).as("v");

    /** How many users who were active on a day came back after so many days: 30 for that, later or never. */
    private final class Comeback extends Step<Comeback> {
        private Comeback(As as) {
            super(as, Comeback::new);
        }

        private final Field<Integer> days =
                coalesce(least(daysBetween(v.DAY, v.NEXT_DAY), inline(MONTH)), inline(MONTH));

        final Column<LocalDate> DAY = column("day", v.DAY);
        final Column<Integer> AFTER = column("after", days);
        final Column<Long> EVENTS = column("events", total(v.EVENTS));
        final Column<Long> USERS = column("users", countLarge());

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(v).groupBy(v.DAY, days);
        }
    }

    private final Comeback c = materializedStep(Comeback::new).as("c");

    /** Who begins to count on a day, and who no longer does. */
    private final class Presence extends Step<Presence> {
        private Presence(As as) {
            super(as, Presence::new);
        }

        final Column<LocalDate> DATE = column("date", SQLDataType.LOCALDATE);
        final Column<Long> DAILY = column("daily", SQLDataType.BIGINT);
        final Column<Long> WEEKLY = column("weekly", SQLDataType.BIGINT);
        final Column<Long> MONTHLY = column("monthly", SQLDataType.BIGINT);
        final Column<Long> EVENTS = column("events", SQLDataType.BIGINT);

        private Field<LocalDate> passed(int window) {
            return plusDays(c.DAY, least(c.AFTER, inline(window)));
        }

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            Field<Long> none = inline(0L);
            return branch(
                            DATE.is(c.DAY),
                            DAILY.is(c.USERS),
                            WEEKLY.is(c.USERS),
                            MONTHLY.is(c.USERS),
                            EVENTS.is(c.EVENTS))
                    .from(c)
                    .unionAll(branch(
                                    DATE.is(passed(WEEK)),
                                    DAILY.is(none),
                                    WEEKLY.is(c.USERS.neg()),
                                    MONTHLY.is(none),
                                    EVENTS.is(none))
                            .from(c))
                    .unionAll(branch(
                                    DATE.is(passed(MONTH)),
                                    DAILY.is(none),
                                    WEEKLY.is(none),
                                    MONTHLY.is(c.USERS.neg()),
                                    EVENTS.is(none))
                            .from(c));
        }
    }

    private final Presence p = step(Presence::new).as("p");

    /** All that happens on a day. */
    private final class DayTotal extends Step<DayTotal> {
        private DayTotal(As as) {
            super(as, DayTotal::new);
        }

        final Column<LocalDate> DATE = column("date", p.DATE);
        final Column<Long> DAILY = column("daily", total(p.DAILY));
        final Column<Long> WEEKLY = column("weekly", total(p.WEEKLY));
        final Column<Long> MONTHLY = column("monthly", total(p.MONTHLY));
        final Column<Long> EVENTS = column("events", total(p.EVENTS));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(p).groupBy(p.DATE);
        }
    }

    private final DayTotal t = step(DayTotal::new).as("t");

    /** The first day of all; NULL if there is neither sign-up nor event. */
    private final class Beginning extends Step<Beginning> {
        private Beginning(As as) {
            super(as, Beginning::new);
        }

        final Column<LocalDate> DAY = column(
                "day",
                least(
                        DSL.field(select(min(u.SIGNUP_DATE)).from(u)),
                        DSL.field(select(min(c.DAY)).from(c))));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select;
        }
    }

    private final Beginning first = step(Beginning::new).as("first");

    /** Every day, also one without activity. */
    private final class Calendar extends Step<Calendar> {
        private Calendar(As as) {
            super(as, Calendar::new);
        }

        final Column<LocalDate> DATE = column("date", eachDay(first.DAY, asOfDate()));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(first);
        }
    }

    private final Calendar d = step(Calendar::new).as("d");

    public final Column<LocalDate> DATE = column("date", d.DATE).primaryKey().describedAs("The UTC day");
    public final Column<Long> DAILY_ACTIVE_USERS = column("daily_active_users", number(t.DAILY))
            .notNull()
            .atLeast(0L)
            .describedAs("Distinct users with an event on the day");
    public final Column<Long> WEEKLY_ACTIVE_USERS = column("weekly_active_users", running(t.WEEKLY, d.DATE))
            .notNull()
            .atLeast(0L)
            .describedAs("Distinct users with an event in the 7 days up to the day");
    public final Column<Long> MONTHLY_ACTIVE_USERS = column("monthly_active_users", running(t.MONTHLY, d.DATE))
            .notNull()
            .atLeast(0L)
            .describedAs("Distinct users with an event in the 30 days up to the day");
    public final Column<Long> EVENTS =
            column("events", number(t.EVENTS)).notNull().atLeast(0L).describedAs("Events on the day");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(d).leftJoin(t).on(t.DATE.eq(d.DATE));
    }

    @Override
    protected List<Check> checks() {
        return List.of(Check.expression(
                "wider_windows_hold_more",
                DAILY_ACTIVE_USERS
                        .le(EVENTS)
                        .and(DAILY_ACTIVE_USERS.le(WEEKLY_ACTIVE_USERS))
                        .and(WEEKLY_ACTIVE_USERS.le(MONTHLY_ACTIVE_USERS)),
                DAILY_ACTIVE_USERS,
                WEEKLY_ACTIVE_USERS,
                MONTHLY_ACTIVE_USERS));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("Distinct active users by day: of the day, of 7 days and of 30 days");
    }
}
