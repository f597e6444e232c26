package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.Freshness;
import io.pulsemetrics.model.RelationName;
import java.util.Optional;

/**
 * What was found of a source before a run.
 *
 * @param name the source
 * @param checks the answers to its checks
 * @param freshness the age of its newest row, if it is said how old that may be
 * @param error why a check could not be asked
 */
public record SourceResult(
        RelationName name,
        ImmutableList<CheckResult> checks,
        Optional<SourceFreshness> freshness,
        Optional<String> error) {

    /** Whether it stops what reads the source. */
    public boolean failed() {
        return error.isPresent()
                || checks.stream().anyMatch(CheckResult::failed)
                || freshness
                        .filter(found -> found.status() == Freshness.Status.ERROR)
                        .isPresent();
    }

    /** The checks that found violations, warnings among them. */
    public ImmutableList<CheckResult> violated() {
        return checks.stream().filter(check -> !check.passed()).collect(ImmutableList.toImmutableList());
    }
}
