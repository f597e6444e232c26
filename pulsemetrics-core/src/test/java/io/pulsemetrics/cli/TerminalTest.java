package io.pulsemetrics.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
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
        assertThat(terminal(true, Map.of("TERM", "xterm", "NO_COLOR", "1")).bad("x")).isEqualTo("x");
    }

    private Terminal terminal(boolean interactive, Map<String, String> environment) {
        return Terminal.of(new PrintWriter(printed), interactive, environment);
    }
}
