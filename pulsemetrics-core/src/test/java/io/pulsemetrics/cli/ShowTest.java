package io.pulsemetrics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShowTest {
    @Test
    void writes_numbers_for_people() {
        assertThat(Show.rows(1)).isEqualTo("1 row");
        assertThat(Show.rows(10_000)).isEqualTo("10,000 rows");
        assertThat(Show.amount(new BigDecimal("12345.60"))).isEqualTo("12,345.60");
        assertThat(Show.time(Duration.ofMillis(412))).isEqualTo("0.41 s");
        assertThat(Show.time(Duration.ofMillis(12_345))).isEqualTo("12.3 s");
        assertThat(Show.time(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
    }
}
