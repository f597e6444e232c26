package io.pulsemetrics.examples.command;

import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.cli.command.ConnectionOptions;

/** What to do after the demo. */
record WhereToLookNext(Terminal terminal, ConnectionOptions connection) {
    void print() {
        terminal.println();
        terminal.println(terminal.strong("Where to look next"));
        terminal.println(
                "  " + connection.command("sql")
                        + " \"select date, daily_active_users, mrr from analytics.fct_daily_metrics order by date desc limit 30\"");
        terminal.println("  " + connection.command("sql")
                + " \"select * from analytics.fct_channel_economics order by ltv_to_cac desc\"");
        terminal.println("  " + connection.command("build") + " --select +fct_daily_metrics   builds a part again");
        terminal.println("  docs/tour.md walks through the project; docs/metrics.md defines every figure");
    }
}
