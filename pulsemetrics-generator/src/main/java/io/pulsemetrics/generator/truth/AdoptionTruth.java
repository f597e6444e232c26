package io.pulsemetrics.generator.truth;

/**
 * The use of one feature in one month.
 *
 * @param complete the month ended before the last day
 * @param users who used the feature
 * @param activeUsers users with any event
 * @param newAdopters users whose first use ever is in the month
 */
public record AdoptionTruth(boolean complete, long users, long activeUsers, long newAdopters) {}
