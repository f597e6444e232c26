package io.pulsemetrics.examples.docs;

import static io.pulsemetrics.examples.docs.FctDailySignups.FCT_DAILY_SIGNUPS;
import static io.pulsemetrics.model.Time.weekOf;
import static io.pulsemetrics.models.Layers.FACTS;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.Step;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** One row per week with enough sign-ups to speak of. */
public final class WeeklySignups extends Model<WeeklySignups> {
    /** How many sign-ups a week needs. */
    public static final Parameter<Integer> LEAST_SIGNUPS =
            Parameter.of("least_signups", SQLDataType.INTEGER, 1, "Weeks with fewer sign-ups are left out");

    public static final WeeklySignups WEEKLY_SIGNUPS = new WeeklySignups(root());

    private WeeklySignups(As as) {
        super(as, WeeklySignups::new, FACTS);
    }

    private final FctDailySignups d = ref(FCT_DAILY_SIGNUPS, "d");

    /** What a week adds up to. */
    private final class Week extends Step<Week> {
        private Week(As as) {
            super(as, Week::new);
        }

        private final Field<LocalDate> monday = weekOf(d.DATE);

        final Column<LocalDate> MONDAY = column("monday", monday);
        final Column<BigDecimal> SIGNUPS = column("signups", sum(d.SIGNUPS));

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(d).groupBy(monday);
        }
    }

    private final Week w = step(Week::new).as("w");
    private final Field<Integer> leastSignups = parameter(LEAST_SIGNUPS);

    public final Column<LocalDate> WEEK = column("week", w.MONDAY).primaryKey();
    public final Column<Long> SIGNUPS =
            column("signups", w.SIGNUPS.cast(SQLDataType.BIGINT)).notNull();
    public final Column<Boolean> IS_COMPLETE =
            column("is_complete", DSL.field(w.MONDAY.lt(weekOf(asOfDate())))).notNull();

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(w).where(w.SIGNUPS.ge(leastSignups.cast(SQLDataType.NUMERIC)));
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.materialized(Materialization.table()).tags("weekly").describedAs("Sign-ups by week");
    }

    @Override
    protected List<Check> checks() {
        return List.of(
                Check.expression("weeks_begin_on_monday", WEEK.eq(weekOf(WEEK)), WEEK),
                Check.expression("enough_to_speak_of", SIGNUPS.ge(inline(1L)), SIGNUPS)
                        .warn());
    }
}
