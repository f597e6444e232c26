/**
 * The metrics: what is measured by day, month, cohort, feature and channel. The entry points are {@link
 * io.pulsemetrics.models.metrics.FctDailyMetrics} and {@link io.pulsemetrics.models.metrics.FctMonthlyMetrics}.
 *
 * <p>A ratio is NULL where its divisor is 0, and is not rounded. Money is in USD with two decimals. Counts that look back over
 * a window, and sums of what holds on a day, are sweeps: each user or subscription adds itself where it begins to count and
 * takes itself away where it no longer does, and a running sum over the days gives the figure. That costs as much as there are
 * beginnings and ends, not as much as there are days.
 */
@NullMarked
package io.pulsemetrics.models.metrics;

import org.jspecify.annotations.NullMarked;
