package io.pulsemetrics.generator.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Scenario SCENARIO =
            Scenario.endingOn(LocalDate.of(2026, 6, 30)).withUsers(50);

    @Test
    void tells_the_same_history_whenever_it_is_asked() {
        assertThat(new Simulation(SCENARIO).history(17)).isEqualTo(new Simulation(SCENARIO).history(17));
    }

    @Test
    void tells_another_history_for_another_seed() {
        assertThat(new Simulation(SCENARIO).history(17))
                .isNotEqualTo(new Simulation(SCENARIO.withSeed(43)).history(17));
    }

    @Test
    void numbers_users_by_the_day_of_their_sign_up() {
        var simulation = new Simulation(SCENARIO);
        assertThat(IntStream.range(0, 50)
                        .mapToObj(index ->
                                Days.of(simulation.history(index).user().signedUpAt())))
                .isSorted();
        assertThat(simulation.history(0).user().userId()).isEqualTo(1);
    }

    @Test
    void knows_nobody_beyond_its_users() {
        assertThatThrownBy(() -> new Simulation(SCENARIO).history(50)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void gives_every_user_an_address_of_their_own() {
        var identities = new Identities(42);
        assertThat(IntStream.rangeClosed(1, 5_000)
                        .mapToObj(id -> identities.of(id).email()))
                .doesNotHaveDuplicates()
                .allMatch(email -> email.matches("[a-z0-9]+\\.[a-z0-9]+\\.[0-9]+@[a-z0-9]+\\.example"));
        assertThat(identities.of(7)).isEqualTo(new Identities(42).of(7));
    }
}
