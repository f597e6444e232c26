package io.pulsemetrics.generator.truth;

import java.math.BigDecimal;

/**
 * The figures of one UTC day, named as the columns of {@code fct_daily_metrics}. Amounts are US dollars with two decimals.
 *
 * @param activatedSignups users who signed up on the day and were activated within 7 x 24 hours
 * @param sessions that started on the day
 * @param sessionMinutes the sum of their durations, each rounded to hundredths as the raw table has it
 * @param sessionEvents events of these sessions, on whatever day
 * @param newSubscriptions paid ones that start as the user's first, or after a break of more than a day
 * @param churnedSubscriptions paid ones that end, with no paid one of the user starting on the day or the next
 * @param payments attempts: succeeded and failed
 * @param revenue succeeded and refunded
 */
public record DayTruth(
        long dailyActiveUsers,
        long weeklyActiveUsers,
        long monthlyActiveUsers,
        long newSignups,
        long activatedSignups,
        long sessions,
        BigDecimal sessionMinutes,
        long sessionEvents,
        long events,
        long newTrials,
        long newSubscriptions,
        long churnedSubscriptions,
        long activeSubscriptions,
        long payingUsers,
        BigDecimal mrr,
        long payments,
        long failedPayments,
        BigDecimal revenue) {}
