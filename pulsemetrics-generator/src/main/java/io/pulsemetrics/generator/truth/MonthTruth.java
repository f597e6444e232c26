package io.pulsemetrics.generator.truth;

import java.math.BigDecimal;

/**
 * The movements of one month, named as the columns of {@code fct_monthly_metrics}. Amounts are US dollars with two decimals; the month of
 * the last day ends, for these figures, with that day.
 *
 * @param complete the month ended before the last day
 * @param intraMonthChurned users with MRR on some day within the month, but neither at its start nor at its end
 */
public record MonthTruth(
        boolean complete,
        BigDecimal mrrStart,
        BigDecimal newMrr,
        BigDecimal reactivationMrr,
        BigDecimal expansionMrr,
        BigDecimal contractionMrr,
        BigDecimal churnedMrr,
        BigDecimal mrrEnd,
        long customersStart,
        long customersNew,
        long customersReactivated,
        long customersChurned,
        long customersEnd,
        long intraMonthChurned) {}
