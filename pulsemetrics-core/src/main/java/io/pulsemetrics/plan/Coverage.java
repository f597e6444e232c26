package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.TimeRange;

/**
 * What a run computes of an incremental model, for the ledger.
 *
 * @param anew whether the table is built anew, so that nothing that was computed earlier counts
 * @param ranges the stretches of time
 * @param audit which checks the rows were audited with
 */
public record Coverage(boolean anew, ImmutableList<TimeRange> ranges, String audit) {}
