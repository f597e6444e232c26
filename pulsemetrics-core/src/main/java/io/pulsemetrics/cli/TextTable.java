package io.pulsemetrics.cli;

import com.google.common.collect.ImmutableList;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints rows in aligned columns.
 *
 * <pre>
 * day         orders
 * ----------  ------
 * 2026-03-01     117
 * </pre>
 *
 * <p>Widths are taken from the first {@value #SAMPLE} rows; a longer value further down moves the rest of its line. Memory
 * does not grow with the number of rows. Control characters are shown as escapes, so that a value cannot move the cursor.
 * Not thread-safe.
 */
public final class TextTable {
    private static final int SAMPLE = 1_000;
    private static final String GAP = "  ";

    private final PrintWriter out;
    private final ImmutableList<Column> columns;
    private final int[] widths;
    private final List<List<String>> waiting = new ArrayList<>();
    private boolean begun;
    private long rows;

    /** A column: its title, and whether its values stand at the right, as numbers do. */
    public record Column(String title, boolean right) {
        /** A column of words. */
        public static Column left(String title) {
            return new Column(title, false);
        }

        /** A column of numbers. */
        public static Column right(String title) {
            return new Column(title, true);
        }
    }

    /** A table of these columns, printed to {@code out}. */
    public TextTable(PrintWriter out, List<Column> columns) {
        this.out = out;
        this.columns = columns.stream()
                .map(column -> new Column(escaped(column.title()), column.right()))
                .collect(ImmutableList.toImmutableList());
        this.widths =
                this.columns.stream().mapToInt(column -> length(column.title())).toArray();
    }

    /** Adds a row with a value for each column; it may be printed later. */
    public void row(List<String> values) {
        if (values.size() != columns.size()) {
            throw new IllegalArgumentException(
                    "a row of %d values for %d columns".formatted(values.size(), columns.size()));
        }
        var row = values.stream().map(TextTable::escaped).toList();
        rows++;
        if (begun) {
            print(row);
            return;
        }
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], length(row.get(i)));
        }
        waiting.add(row);
        if (waiting.size() == SAMPLE) {
            begin();
        }
    }

    /** {@link #row(List)}. */
    public void row(String... values) {
        row(List.of(values));
    }

    /** Prints what is not yet printed; without rows, the titles alone. Returns the number of rows. */
    public long end() {
        if (!begun) {
            begin();
        }
        out.flush();
        return rows;
    }

    private void begin() {
        begun = true;
        print(columns.stream().map(Column::title).toList());
        var rules = new ArrayList<String>();
        for (int width : widths) {
            rules.add("-".repeat(width));
        }
        print(rules);
        waiting.forEach(this::print);
        waiting.clear();
    }

    private void print(List<String> row) {
        var line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            var padding = " ".repeat(Math.max(0, widths[i] - length(row.get(i))));
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).right() ? padding + row.get(i) : row.get(i) + padding);
        }
        out.println(line.toString().stripTrailing());
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String escaped(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        var visible = new StringBuilder();
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> visible.append("\\n");
                case '\r' -> visible.append("\\r");
                case '\t' -> visible.append("\\t");
                default -> {
                    if (Character.isISOControl(c)) {
                        visible.append("\\u%04x".formatted(c));
                    } else {
                        visible.append((char) c);
                    }
                }
            }
        });
        return visible.toString();
    }
}
