package io.pulsemetrics.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@link FaultInjection} at as many points as {@code -Dpulse.faults} says; the profile {@code long-runs} at 200. */
class FaultInjectionTest {
    @Test
    void whatever_is_killed_readers_see_whole_states_and_the_next_run_needs_no_repair() throws Exception {
        var report = FaultInjection.inject(Integer.getInteger("pulse.faults", 4), 20261127);

        assertThat(report.problems()).isEmpty();
        assertThat(report.readers()).extracting(Reader.Seen::wrong).containsOnlyNulls();
        assertThat(report.faults().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(Integer.getInteger("pulse.faults", 4));
        assertThat(report.readers())
                .allSatisfy(seen -> assertThat(seen.statements()).isPositive());
    }
}
