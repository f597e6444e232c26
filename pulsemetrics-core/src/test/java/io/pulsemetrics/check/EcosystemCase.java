package io.pulsemetrics.check;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What another library's own tests expect of one of its checks, said of rows of our own that are alike.
 *
 * @param name the other library's word for the check, and what is asked
 * @param passes whether it passes there
 */
record EcosystemCase(String name, Rows rows, Check check, boolean passes) {

    /** Rows of {@code things} and of {@code others}: the columns, then the values; none for an empty text. */
    record Rows(String columns, String things, String others) {
        EcosystemCase passes(String name, Check check) {
            return new EcosystemCase(name, this, check, true);
        }

        EcosystemCase fails(String name, Check check) {
            return new EcosystemCase(name, this, check, false);
        }
    }

    static Rows rows(String columns, String things) {
        return new Rows(columns, things, things);
    }

    static Rows rows(String columns, String things, String others) {
        return new Rows(columns, things, others);
    }

    void verify(CheckBench bench) {
        bench.given(rows.columns(), rows.things()).given(Things.OTHERS, rows.columns(), rows.others());

        assertThat(bench.violations(check) == 0).as(name).isEqualTo(passes);
    }

    @Override
    public String toString() {
        return name + (passes ? " passes" : " fails");
    }
}
