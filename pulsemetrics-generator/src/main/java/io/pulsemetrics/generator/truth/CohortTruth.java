package io.pulsemetrics.generator.truth;

/**
 * Users of one signup month in one later month.
 *
 * @param complete the later month ended before the last day
 * @param cohortSize users who signed up in the signup month
 * @param activeUsers those of them with an event in the later month
 */
public record CohortTruth(boolean complete, long cohortSize, long activeUsers) {}
