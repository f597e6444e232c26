package io.pulsemetrics.cli;

import static io.pulsemetrics.cli.TextTable.Column.left;
import static io.pulsemetrics.cli.TextTable.Column.right;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private final StringWriter printed = new StringWriter();
    private final TextTable table =
            new TextTable(new PrintWriter(printed), List.of(left("day"), right("orders"), left("who")));

    @Test
    void puts_words_left_and_numbers_right() {
        table.row("2026-03-01", "117", "Ann");
        table.row("2026-03-02", "1,000,000", "Zoë");

        assertThat(table.end()).isEqualTo(2);
        assertThat(printed).hasToString("""
                day            orders  who
                ----------  ---------  ---
                2026-03-01        117  Ann
                2026-03-02  1,000,000  Zoë
                """);
    }

    @Test
    void prints_the_titles_of_a_table_without_rows() {
        assertThat(table.end()).isZero();
        assertThat(printed).hasToString("day  orders  who\n---  ------  ---\n");
    }

    @Test
    void shows_control_characters_instead_of_obeying_them() {
        table.row("a\nb\tc", "1", "\u001B[2J");
        table.end();

        assertThat(printed.toString().lines().toList().get(2)).isEqualTo("a\\nb\\tc       1  \\u001b[2J");
    }

    @Test
    void prints_rows_as_they_come_once_it_has_seen_a_thousand() {
        for (int i = 0; i < 1_500; i++) {
            table.row("d", Integer.toString(i), i == 1_200 ? "a long one" : "x");
        }

        assertThat(printed.toString().lines()).hasSize(1_502);
        assertThat(table.end()).isEqualTo(1_500);
        assertThat(printed.toString().lines().toList().get(1_202)).isEqualTo("d      1200  a long one");
    }

    @Test
    void refuses_a_row_of_another_length() {
        assertThatThrownBy(() -> table.row("a")).hasMessage("a row of 1 values for 3 columns");
    }
}
