package io.pulsemetrics.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrainTest {
    @ParameterizedTest
    @CsvSource({
        "DAY, 2026-03-01T00:00, 2026-03-05T00:00, 4",
        "DAY, 2026-03-01T00:00, 2026-03-01T00:00, 0",
        "DAY, 2026-03-01T12:00, 2026-03-03T12:00, 2",
        "HOUR, 2026-03-01T00:00, 2026-03-02T00:00, 24",
        "WEEK, 2026-03-02T00:00, 2026-03-16T00:00, 2",
        "MONTH, 2026-01-01T00:00, 2027-01-01T00:00, 12",
        "YEAR, 2026-01-01T00:00, 2026-06-01T00:00, 1"
    })
    void counts_the_intervals_that_begin_in_a_range(Grain grain, LocalDateTime from, LocalDateTime to, int count) {
        assertThat(grain.count(from, to)).isEqualTo(count);
    }
}
