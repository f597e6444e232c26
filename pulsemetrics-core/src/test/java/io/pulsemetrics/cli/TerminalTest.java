package io.pulsemetrics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private final StringWriter printed = new StringWriter();

    @Test
    void keeps_the_live_line_below_the_lines_that_stay() {
        var terminal = terminal(true, Map.of("TERM", "xterm"));

        terminal.status("working");
        terminal.println("one");
        terminal.clearStatus();
        terminal.println("two");

        assertThat(printed).hasToString("\r\u001B[Kworking\r\u001B[Kone\nworking\r\u001B[Ktwo\n");
    }

    @Test
    void cuts_the_live_line_to_the_width_of_the_terminal() {
        var terminal = terminal(true, Map.of("TERM", "xterm", "COLUMNS", "12"));

        terminal.status("building analytics.dim_users");

        assertThat(printed).hasToString("\r\u001B[Kbuilding a…");
    }

    @Test
    void keeps_several_live_lines_below_the_lines_that_stay() {
        var terminal = terminal(true, Map.of("TERM", "xterm"));

        terminal.status(List.of("1 of 2", "  building a"));
        terminal.println("one");
        terminal.clearStatus();

        var erasing = "\r\u001B[K\u001B[1A\r\u001B[K";
        assertThat(printed)
                .hasToString("\r\u001B[K1 of 2\n  building a" + erasing + "one\n1 of 2\n  building a" + erasing);
    }

    @Test
    void breaks_long_texts_between_words() {
        terminal(true, Map.of("TERM", "xterm", "COLUMNS", "20"))
                .printWrapped("  slowest: marts.days, marts.weeks, staging.orders");

        assertThat(printed).hasToString("  slowest:\n    marts.days,\n    marts.weeks,\n    staging.orders\n");
    }

    @Test
    void prints_plain_lines_in_builds_in_pipes_and_on_dumb_terminals() {
        for (var terminal : new Terminal[] {
            terminal(false, Map.of("TERM", "xterm")),
            terminal(true, Map.of("TERM", "xterm", "CI", "true")),
            terminal(true, Map.of("TERM", "dumb")),
            terminal(true, Map.of())
        }) {
            terminal.status("working");
            terminal.println(terminal.bad(terminal.fit("x".repeat(100))));
            terminal.clearStatus();
        }

        assertThat(printed).hasToString(("x".repeat(100) + "\n").repeat(4));
    }

    @Test
    void leaves_colors_out_when_asked() {
        assertThat(terminal(true, Map.of("TERM", "xterm")).bad("x")).isEqualTo("\u001B[31mx\u001B[0m");
        assertThat(terminal(true, Map.of("TERM", "xterm", "NO_COLOR", "1")).bad("x"))
                .isEqualTo("x");
    }

    private Terminal terminal(boolean interactive, Map<String, String> environment) {
        return Terminal.of(new PrintWriter(printed), interactive, environment);
    }
}
