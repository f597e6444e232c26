package io.pulsemetrics.cli.command;

import static io.pulsemetrics.cli.TextTable.Column;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.cli.TextTable;
import java.io.PrintWriter;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How rows are printed; values look as PostgreSQL writes them, row by row as they come. */
enum RowFormat {
    TABLE {
        @Override
        void print(ResultSet rows, PrintWriter out) throws SQLException {
            var meta = rows.getMetaData();
            var columns = new ArrayList<Column>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(new Column(meta.getColumnLabel(i), isNumber(meta, i)));
            }
            var table = new TextTable(out, columns);
            while (rows.next()) {
                var cells = new ArrayList<String>();
                for (int i = 1; i <= columns.size(); i++) {
                    var value = value(rows, i);
                    cells.add(value == null ? "NULL" : value);
                }
                table.row(cells);
            }
            out.println("(%s)".formatted(Show.rows(table.end())));
        }
    },
    CSV {
        @Override
        void print(ResultSet rows, PrintWriter out) throws SQLException {
            var meta = rows.getMetaData();
            List<@Nullable String> titles = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                titles.add(meta.getColumnLabel(i));
            }
            out.print(line(titles));
            while (rows.next()) {
                List<@Nullable String> values = new ArrayList<>();
                for (int i = 1; i <= titles.size(); i++) {
                    values.add(value(rows, i));
                }
                out.print(line(values));
            }
        }

        private static String line(List<@Nullable String> values) {
            return values.stream().map(RowFormat::csv).collect(Collectors.joining(",", "", "\n"));
        }
    },
    JSON {
        @Override
        void print(ResultSet rows, PrintWriter out) throws SQLException {
            var meta = rows.getMetaData();
            var separator = "[\n";
            while (rows.next()) {
                var members = new ArrayList<String>();
                for (int i = 1; i <= meta.getColumnCount(); i++) {
                    members.add(Json.write(meta.getColumnLabel(i)) + ":" + json(meta, i, value(rows, i)));
                }
                out.print(separator + "{" + String.join(",", members) + "}");
                separator = ",\n";
            }
            out.println(separator.equals("[\n") ? "[]" : "\n]");
        }
    };

    private static final ImmutableSet<Integer> NUMBERS =
            ImmutableSet.of(Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.REAL, Types.DOUBLE);

    /** Prints all rows. */
    abstract void print(ResultSet rows, PrintWriter out) throws SQLException;

    /** Reads the option. */
    static final class Converter implements ITypeConverter<RowFormat> {
        @Override
        public RowFormat convert(String text) {
            try {
                return valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'%s' is none of table, csv, json".formatted(text));
            }
        }
    }

    private static boolean isNumber(ResultSetMetaData meta, int column) throws SQLException {
        return NUMBERS.contains(meta.getColumnType(column));
    }

    /** As PostgreSQL writes it, but truth values in words. */
    private static @Nullable String value(ResultSet rows, int column) throws SQLException {
        var text = rows.getString(column);
        if (text != null && rows.getMetaData().getColumnTypeName(column).equals("bool")) {
            return text.equals("t") ? "true" : "false";
        }
        return text;
    }

    /** As PostgreSQL's COPY writes CSV: NULL is nothing, an empty text is {@code ""}. */
    private static String csv(@Nullable String value) {
        if (value == null) {
            return "";
        }
        boolean plain =
                !value.isEmpty() && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : "\"" + value.replace("\"", "\"\"") + "\"";
    }

    private static String json(ResultSetMetaData meta, int column, @Nullable String value) throws SQLException {
        if (value == null) {
            return "null";
        }
        return switch (meta.getColumnTypeName(column)) {
            case "bool", "json", "jsonb" -> value;
            default -> isNumber(meta, column) && value.matches("[-+0-9.eE]+") ? value : Json.write(value);
        };
    }
}
