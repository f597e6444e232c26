package io.pulsemetrics.check;

import static io.pulsemetrics.check.Things.THINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ThresholdTest {
    private static final CheckBench BENCH = new CheckBench();
    private final Check check = Check.notNull(THINGS.X);

    @AfterAll
    static void drop() {
        BENCH.close();
    }

    private static Verdict verdict(Check check, String rows) {
        return BENCH.given("x, b", rows).answers(List.of(check)).getFirst().verdict();
    }

    @Test
    void one_violation_fails_unless_it_only_warns() {
        assertThat(check.verdict(0, 10)).isEqualTo(Verdict.PASSED);
        assertThat(check.verdict(1, 10)).isEqualTo(Verdict.FAILED);
        assertThat(check.warn().verdict(1, 10)).isEqualTo(Verdict.WARNED);
    }

    @Test
    void up_to_the_error_threshold_it_warns_and_up_to_the_warning_threshold_it_passes() {
        var tolerant = check.warnOver(2).errorOver(5);

        assertThat(tolerant.verdict(2, 9)).isEqualTo(Verdict.PASSED);
        assertThat(tolerant.verdict(3, 9)).isEqualTo(Verdict.WARNED);
        assertThat(tolerant.verdict(5, 9)).isEqualTo(Verdict.WARNED);
        assertThat(tolerant.verdict(6, 9)).isEqualTo(Verdict.FAILED);
        assertThat(tolerant.warn().verdict(6, 9)).isEqualTo(Verdict.WARNED);
        assertThat(check.errorOver(5).verdict(1, 9)).isEqualTo(Verdict.WARNED);
    }

    @Test
    void a_share_is_of_the_rows_that_the_check_looks_at() {
        var rows = "(null, true), (1, true), (1, false), (1, false)";

        assertThat(verdict(check.errorOverPercent(25), rows)).isEqualTo(Verdict.WARNED);
        assertThat(verdict(check.errorOverPercent(24.9), rows)).isEqualTo(Verdict.FAILED);
        assertThat(verdict(check.where(THINGS.B.isTrue()).errorOverPercent(25), rows))
                .isEqualTo(Verdict.FAILED);
        assertThat(verdict(check.where(THINGS.B.isTrue()).warnOverPercent(50).errorOverPercent(50), rows))
                .isEqualTo(Verdict.PASSED);
        assertThat(verdict(check.errorOverPercent(0), "")).isEqualTo(Verdict.PASSED);
    }

    @Test
    void a_share_of_values_that_occur_twice_is_of_the_rows_too() {
        var unique = Check.unique(THINGS.X).warnOverPercent(25).errorOverPercent(25);

        assertThat(verdict(unique, "(1, true), (1, true), (2, true), (3, true)"))
                .isEqualTo(Verdict.PASSED);
        assertThat(verdict(unique, "(1, true), (1, true), (2, true)")).isEqualTo(Verdict.FAILED);
    }

    @Test
    void of_a_number_and_a_share_either_is_enough() {
        var both = check.errorOver(10).errorOverPercent(1);

        assertThat(both.verdict(11, 1_000_000)).isEqualTo(Verdict.FAILED);
        assertThat(both.verdict(2, 100)).isEqualTo(Verdict.FAILED);
        assertThat(both.verdict(1, 100)).isEqualTo(Verdict.WARNED);
    }

    @Test
    void refuses_thresholds_that_cannot_be_reached() {
        assertThatThrownBy(() -> check.errorOver(-1)).hasMessage("a threshold of -1 violations is negative");
        assertThatThrownBy(() -> check.warnOverPercent(101))
                .hasMessage("a threshold of 101.0 % is not between 0 and 100");
        assertThatThrownBy(() -> check.storedRows(-1)).hasMessage("a limit of rows is not negative");
    }

    @Test
    void options_do_not_change_the_check_they_are_asked_of() {
        var other = check.named("x_known")
                .describedAs("X is known")
                .tagged("daily")
                .tagged("finance")
                .showing(THINGS.S)
                .sampleRows(3)
                .storedRows(100);

        assertThat(check.name()).isEqualTo("x_not_null");
        assertThat(check.options().evidence()).isEqualTo(Evidence.KEYS);
        assertThat(other.name()).isEqualTo("x_known");
        assertThat(other.options().label().description()).isEqualTo("X is known");
        assertThat(other.options().label().tags()).containsExactly("daily", "finance");
        assertThat(other.options().evidence().columns()).hasToString("[\"stock\".\"things\".\"s\"]");
        assertThat(other.options().evidence().sampleRows()).isEqualTo(3);
        assertThat(other.options().evidence().storedRows()).isEqualTo(100);
        assertThat(other.columns()).isEqualTo(check.columns());
    }
}
