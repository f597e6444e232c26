package io.pulsemetrics.generator.truth;

import static io.pulsemetrics.generator.truth.Sums.hundredths;

import com.google.common.collect.ImmutableSortedMap;
import java.time.LocalDate;
import java.time.YearMonth;

/** Turns the counts of a tally into figures, from the day of the first sign-up on. */
final class TruthTables {
    private final Tally tally;
    private final Axis axis;
    private final int firstDay;
    private final int firstMonth;

    private TruthTables(Tally tally) {
        this.tally = tally;
        this.axis = tally.axis;
        var day = 0;
        while (day < axis.days() - 1 && tally.activity.signups[day] == 0) {
            day++;
        }
        this.firstDay = day;
        this.firstMonth = axis.monthOf(day);
    }

    static Truth of(Tally tally) {
        var tables = new TruthTables(tally);
        return new Truth(tables.days(), tables.months(), tables.cohorts(), tables.adoption());
    }

    private ImmutableSortedMap<LocalDate, DayTruth> days() {
        var days = ImmutableSortedMap.<LocalDate, DayTruth>naturalOrder();
        for (var day = firstDay; day < axis.days(); day++) {
            days.put(axis.date(day), day(day));
        }
        return days.buildOrThrow();
    }

    private DayTruth day(int day) {
        var activity = tally.activity;
        var subscriptions = tally.subscriptions;
        return new DayTruth(
                activity.daily[day],
                activity.weekly[day],
                activity.monthly[day],
                activity.signups[day],
                activity.activated[day],
                activity.sessions[day],
                hundredths(activity.sessionHundredths[day]),
                activity.sessionEvents[day],
                activity.events[day],
                subscriptions.trials[day],
                subscriptions.started[day],
                subscriptions.churned[day],
                subscriptions.active[day],
                tally.mrr.payingByDay[day],
                hundredths(tally.mrr.centsByDay[day]),
                subscriptions.payments[day],
                subscriptions.failed[day],
                hundredths(subscriptions.revenueCents[day]));
    }

    private ImmutableSortedMap<YearMonth, MonthTruth> months() {
        var months = ImmutableSortedMap.<YearMonth, MonthTruth>naturalOrder();
        for (var month = firstMonth; month < axis.months(); month++) {
            months.put(axis.yearMonth(month), month(month));
        }
        return months.buildOrThrow();
    }

    private MonthTruth month(int month) {
        var mrr = tally.mrr;
        var end = axis.lastDayOf(month);
        var start = month == 0 ? -1 : axis.lastDayOf(month - 1);
        return new MonthTruth(
                axis.complete(month),
                hundredths(start < 0 ? 0 : mrr.centsByDay[start]),
                hundredths(mrr.newCents[month]),
                hundredths(mrr.reactivationCents[month]),
                hundredths(mrr.expansionCents[month]),
                hundredths(mrr.contractionCents[month]),
                hundredths(mrr.churnedCents[month]),
                hundredths(mrr.centsByDay[end]),
                start < 0 ? 0 : mrr.payingByDay[start],
                mrr.newCustomers[month],
                mrr.reactivatedCustomers[month],
                mrr.churnedCustomers[month],
                mrr.payingByDay[end],
                mrr.intraMonthChurned[month]);
    }

    private ImmutableSortedMap<Truth.CohortMonth, CohortTruth> cohorts() {
        var cohorts = ImmutableSortedMap.<Truth.CohortMonth, CohortTruth>naturalOrder();
        for (var cohort = firstMonth; cohort < axis.months(); cohort++) {
            var size = tally.use.cohort[cohort];
            for (var month = cohort; month < axis.months() && size > 0; month++) {
                cohorts.put(
                        new Truth.CohortMonth(axis.yearMonth(cohort), month - cohort),
                        new CohortTruth(axis.complete(month), size, tally.use.retained[cohort][month]));
            }
        }
        return cohorts.buildOrThrow();
    }

    private ImmutableSortedMap<Truth.FeatureMonth, AdoptionTruth> adoption() {
        var adoption = ImmutableSortedMap.<Truth.FeatureMonth, AdoptionTruth>naturalOrder();
        for (var month = firstMonth; month < axis.months(); month++) {
            for (var i = 0; i < MonthlyUseTally.FEATURES.size(); i++) {
                adoption.put(
                        new Truth.FeatureMonth(axis.yearMonth(month), MonthlyUseTally.FEATURES.get(i)),
                        new AdoptionTruth(
                                axis.complete(month),
                                tally.use.users[i][month],
                                tally.use.active[month],
                                tally.use.adopters[i][month]));
            }
        }
        return adoption.buildOrThrow();
    }
}
