package io.pulsemetrics.generator.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.error.PulseException;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ScenarioTest {
    private static final LocalDate END = LocalDate.of(2026, 6, 30);

    @Test
    void has_ten_thousand_users_in_two_years_by_default() {
        assertThat(Scenario.endingOn(END)).isEqualTo(new Scenario(10_000, 42, END, 24));
    }

    @Test
    void covers_whole_months_back_from_its_end() {
        assertThat(Scenario.endingOn(END).startDate()).isEqualTo(LocalDate.of(2024, 7, 1));
        assertThat(Scenario.endingOn(END).withMonths(1).startDate()).isEqualTo(LocalDate.of(2026, 6, 1));
    }

    @Test
    void ends_with_the_last_microsecond_of_its_last_day() {
        assertThat(Scenario.endingOn(END).end()).isEqualTo(Instant.parse("2026-06-30T23:59:59.999999Z"));
    }

    @Test
    void refuses_a_number_of_users_below_one() {
        assertThatThrownBy(() -> Scenario.endingOn(END).withUsers(0))
                .isInstanceOf(PulseException.class)
                .hasMessage(
                        "scenario: the number of users is 0. Choose a number from 1 to 50,000,000. [scenario-invalid]");
    }

    @Test
    void refuses_a_number_of_months_above_ten_years() {
        assertThatThrownBy(() -> Scenario.endingOn(END).withMonths(121))
                .isInstanceOf(PulseException.class)
                .hasMessage("scenario: the number of months is 121. Choose a number from 1 to 120. [scenario-invalid]");
    }
}
