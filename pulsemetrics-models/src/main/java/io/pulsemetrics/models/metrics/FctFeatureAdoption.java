package io.pulsemetrics.models.metrics;

import static io.pulsemetrics.model.Time.eachMonth;
import static io.pulsemetrics.model.Time.monthOf;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.facts.FctEvents.FCT_EVENTS;
import static io.pulsemetrics.models.metrics.Figures.ONE;
import static io.pulsemetrics.models.metrics.Figures.ZERO;
import static io.pulsemetrics.models.metrics.Figures.complete;
import static io.pulsemetrics.models.metrics.Figures.number;
import static io.pulsemetrics.models.metrics.Figures.ratio;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.partitionBy;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Step;
import io.pulsemetrics.models.codes.Code;
import io.pulsemetrics.models.codes.Feature;
import io.pulsemetrics.models.dimensions.DimUsers;
import io.pulsemetrics.models.facts.Fact;
import io.pulsemetrics.models.facts.FctEvents;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * One row per month, from that of the first sign-up to as-of's, and {@link Feature}: how many users used it. A feature that
 * nobody used in a month has 0; one that is not of the list has no row.
 */
public final class FctFeatureAdoption extends Fact<FctFeatureAdoption> {
    public static final FctFeatureAdoption FCT_FEATURE_ADOPTION = new FctFeatureAdoption(root());

    private FctFeatureAdoption(As as) {
        super(as, FctFeatureAdoption::new);
    }

    private final DimUsers u = ref(DIM_USERS, "u");
    private final FctEvents e = ref(FCT_EVENTS, "e");

    /** Every month. */
    private final class Calendar extends Step<Calendar> {
        private Calendar(As as) {
            super(as, Calendar::new);
        }

        final Column<LocalDate> MONTH = column("month", eachMonth(min(u.SIGNUP_DATE), asOfDate()));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(u);
        }
    }

    private final Calendar c = step(Calendar::new).as("c");

    /** Every month and feature. */
    private final class Grid extends Step<Grid> {
        private Grid(As as) {
            super(as, Grid::new);
        }

        private final Table<?> features = DSL.unnest(DSL.array(
                        Arrays.stream(Feature.values()).map(Feature::literal).toList()))
                .as("features", "feature");

        final Column<LocalDate> MONTH = column("month", c.MONTH);
        final Column<String> FEATURE = column(
                "feature",
                DSL.field(
                        DSL.name("features", "feature"),
                        Feature.DASHBOARD.literal().getDataType()));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(c).crossJoin(features);
        }
    }

    private final Grid g = step(Grid::new).as("g");

    /** What a user used in a month; feature is NULL for what is not about a feature. */
    private final class Use extends Step<Use> {
        private Use(As as) {
            super(as, Use::new);
        }

        final Column<Long> USER_ID = column("user_id", e.USER_ID);
        final Column<LocalDate> MONTH = column("month", monthOf(e.EVENT_DATE));
        final Column<String> FEATURE = column("feature", e.FEATURE);

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return distinct().from(e);
        }
    }

    private final Use use = materializedStep(Use::new).as("use");

    /** How many users were active in a month. */
    private final class Active extends Step<Active> {
        private Active(As as) {
            super(as, Active::new);
        }

        final Column<LocalDate> MONTH = column("month", use.MONTH);
        final Column<Long> USERS = column("users", number(countDistinct(use.USER_ID)));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(use).groupBy(use.MONTH);
        }
    }

    private final Active a = step(Active::new).as("a");

    /** The same, with the month in which the user first used the feature. */
    private final class Adoption extends Step<Adoption> {
        private Adoption(As as) {
            super(as, Adoption::new);
        }

        final Column<LocalDate> MONTH = column("month", use.MONTH);
        final Column<String> FEATURE = column("feature", use.FEATURE);
        final Column<LocalDate> FIRST_MONTH =
                column("first_month", min(use.MONTH).over(partitionBy(use.USER_ID, use.FEATURE)));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(use).where(use.FEATURE.isNotNull());
        }
    }

    private final Adoption adoption = step(Adoption::new).as("adoption");

    /** How many users used a feature in a month. */
    private final class Users extends Step<Users> {
        private Users(As as) {
            super(as, Users::new);
        }

        final Column<LocalDate> MONTH = column("month", adoption.MONTH);
        final Column<String> FEATURE = column("feature", adoption.FEATURE);
        final Column<Long> USERS = column("users", countLarge());
        final Column<Long> NEW = column("new", countLarge().filterWhere(adoption.FIRST_MONTH.eq(adoption.MONTH)));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(adoption).groupBy(adoption.MONTH, adoption.FEATURE);
        }
    }

    private final Users users = step(Users::new).as("users");

    public final Column<LocalDate> MONTH = column("month", g.MONTH).primaryKey().describedAs("First day of the month");
    public final Column<String> FEATURE = column("feature", g.FEATURE)
            .primaryKey()
            .acceptedValues(Code.all(Feature.class))
            .describedAs("The feature");
    public final Column<Boolean> IS_COMPLETE = column("is_complete", complete(g.MONTH, asOfDate()))
            .notNull()
            .describedAs("Whether the month ended before the day of as-of");
    public final Column<Long> USERS = column("users", number(users.USERS))
            .notNull()
            .atLeast(0L)
            .describedAs("Distinct users of the feature in the month");
    public final Column<Long> ACTIVE_USERS = column("active_users", number(a.USERS))
            .notNull()
            .atLeast(0L)
            .describedAs("Distinct users with any event in the month");
    public final Column<BigDecimal> ADOPTION_RATE = column("adoption_rate", ratio(number(users.USERS), a.USERS))
            .range(ZERO, ONE)
            .describedAs("users / active_users; NULL without active users");
    public final Column<Long> NEW_ADOPTERS = column("new_adopters", number(users.NEW))
            .notNull()
            .atLeast(0L)
            .describedAs("Users whose first use ever of the feature is in the month");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(g)
                .leftJoin(a)
                .on(a.MONTH.eq(g.MONTH))
                .leftJoin(users)
                .on(users.MONTH.eq(g.MONTH), users.FEATURE.eq(g.FEATURE));
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression("users_are_active", USERS.le(ACTIVE_USERS), USERS, ACTIVE_USERS),
                Check.expression("new_adopters_are_users", NEW_ADOPTERS.le(USERS), NEW_ADOPTERS, USERS));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.describedAs("How many users use each feature, month by month");
    }
}
