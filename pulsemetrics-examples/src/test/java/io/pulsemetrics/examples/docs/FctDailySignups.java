package io.pulsemetrics.examples.docs;

import static io.pulsemetrics.model.Time.day;
import static io.pulsemetrics.models.Layers.FACTS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;
import static org.jooq.impl.DSL.countLarge;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.models.staging.StgUsers;
import java.time.LocalDate;
import java.util.List;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;

/** One row per UTC day with a sign-up. */
public final class FctDailySignups extends Model<FctDailySignups> {
    public static final FctDailySignups FCT_DAILY_SIGNUPS = new FctDailySignups(root());

    private FctDailySignups(As as) {
        super(as, FctDailySignups::new, FACTS);
    }

    private final StgUsers u = ref(STG_USERS, "u");

    public final Column<LocalDate> DATE =
            column("date", day(u.SIGNED_UP_AT)).primaryKey().describedAs("The UTC day");
    public final Column<Long> SIGNUPS =
            column("signups", countLarge()).notNull().atLeast(1L).describedAs("Users who signed up on the day");
    public final Column<Long> ACTIVATED = column("activated", countLarge().filterWhere(u.IS_ACTIVATED.isTrue()))
            .notNull()
            .describedAs("Of these, users who completed the set-up");

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return select.from(u).where(u.SIGNED_UP_AT.le(asOf())).groupBy(day(u.SIGNED_UP_AT));
    }

    @Override
    protected List<Check> checks() {
        return List.of(Check.expression("activated_are_of_the_signups", ACTIVATED.le(SIGNUPS), ACTIVATED, SIGNUPS));
    }
}
