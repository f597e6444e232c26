package io.pulsemetrics.cli;

import com.google.common.base.Strings;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.run.NodeResult;

/**
 * How the line of a finished node is laid out. On a narrow terminal the kind is left out and the beginning of a long name is cut, so that
 * rows and time stay in sight.
 *
 * @param total how many nodes there are
 * @param nameWidth how long the longest name is
 */
record NodeLine(int total, int nameWidth) {
    private static final int KIND_WIDTH = 5;
    private static final int ROWS_WIDTH = 16;
    private static final int TIME_WIDTH = 10;

    String of(Terminal terminal, int finished, NodeResult node) {
        var count = "  %s of %d  ".formatted(Strings.padStart(Integer.toString(finished), digits(), ' '), total);
        int room = terminal.width() - 1 - count.length() - ROWS_WIDTH - TIME_WIDTH;
        boolean wide = room >= nameWidth + 2 + KIND_WIDTH;
        int width = wide ? nameWidth : Math.clamp(room, 8, Math.max(8, nameWidth));
        var text = count + Strings.padEnd(shortened(node.name().toString(), width), width, ' ');
        return switch (node.status()) {
            case PUBLISHED, PASSED ->
                terminal.fit(text
                        + (wide ? "  " + Strings.padEnd(node.kind().toString(), KIND_WIDTH, ' ') : "")
                        + figures(node));
            case CHECK_FAILED, ERROR -> terminal.bad(terminal.fit(text + "  FAILED  " + firstLine(node)));
            case SKIPPED -> terminal.doubtful(terminal.fit(text + "  " + firstLine(node)));
        };
    }

    private int digits() {
        return Integer.toString(total).length();
    }

    private static String shortened(String name, int width) {
        return name.length() <= width ? name : "…" + name.substring(name.length() - width + 1);
    }

    private static String figures(NodeResult node) {
        boolean counted = node.kind() != RelationKind.VIEW || !node.checks().isEmpty();
        int warnings = node.violated().size();
        return Strings.padStart(counted ? Show.rows(node.rows()) : "", ROWS_WIDTH, ' ')
                + Strings.padStart(Show.time(node.duration()), TIME_WIDTH, ' ')
                + (warnings == 0 ? "" : warnings == 1 ? "  1 warning" : "  " + warnings + " warnings");
    }

    private static String firstLine(NodeResult node) {
        return node.message().orElse("").lines().findFirst().orElse("");
    }
}
