package io.pulsemetrics.generator.load;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns PostgreSQL's refusal of a file into file, line, column and value. COPY finds the fault; its message tells a line and perhaps a
 * column, in the server's language; the rest is read from the file again.
 */
final class CsvFault {
    private static final String NOT_IN_REPERTOIRE = "22021";
    /** The context of an error within COPY: {@code COPY users, line 3, column user_id: "abc"}. */
    private static final Pattern PLACE = Pattern.compile("^COPY [^,]+, \\D*(\\d+)([^:\\n]*)", Pattern.MULTILINE);

    private static final String REMEDY = "Correct the file and load again; the tables stay as they were";

    private final CsvFile file;

    CsvFault(CsvFile file) {
        this.file = file;
    }

    /** A place in a server's message. */
    private record Place(long copyLine, OptionalInt column) {}

    /** What the server's exception means; one that says nothing of a line in the file comes back as a failed load. */
    PulseException of(SQLException e) {
        var message = e instanceof PSQLException server ? server.getServerErrorMessage() : null;
        var place = message == null ? null : place(message);
        if (message == null || place == null) {
            return LoadFailure.of(e);
        }
        var reason = String.valueOf(message.getMessage());
        try {
            return NOT_IN_REPERTOIRE.equals(e.getSQLState())
                    ? notUtf8(reason, e)
                    : at(place, find(row -> row.copyLine() >= place.copyLine()), reason, e);
        } catch (IOException unreadable) {
            return LoadFailure.unreadable(file.path(), unreadable);
        }
    }

    /** A line that is {@code \.}. */
    PulseException endMarker(IOException e) {
        try {
            var row = find(candidate -> candidate.values().getFirst().bytes().startsWith("\\."));
            var line = row == null ? "" : ":" + row.line();
            return refusal(file.name() + line, "a line that begins with \\. would end the data there", e);
        } catch (IOException unreadable) {
            return LoadFailure.unreadable(file.path(), unreadable);
        }
    }

    private @Nullable Place place(ServerErrorMessage message) {
        var found = PLACE.matcher(String.valueOf(message.getWhere()));
        if (!found.find()) {
            return null;
        }
        var named = message.getColumn();
        return new Place(
                Long.parseLong(found.group(1)),
                named != null ? indexOf(named::equals) : indexOf(mentionedIn(found.group(2))));
    }

    /** The column's name is the last word before the colon, in every language of the server. */
    private static Predicate<String> mentionedIn(String context) {
        return name -> context.endsWith(" " + name);
    }

    private OptionalInt indexOf(Predicate<String> name) {
        for (var i = 0; i < file.columns().size(); i++) {
            if (name.test(file.columns().get(i).getName())) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    private PulseException at(Place place, @Nullable CsvRecord row, String reason, SQLException e) {
        if (row == null) {
            return refusal(file.name() + ":" + place.copyLine(), reason, e);
        }
        var wanted = file.columns().size();
        var given = row.values().size();
        if (row.open()) {
            var last = row.values().getLast();
            return refusal(
                    where(last.line(), given - 1),
                    "the value %s begins with a quote that nothing closes".formatted(Shown.of(last.bytes())),
                    e);
        }
        if (place.column().isPresent() && place.column().getAsInt() < given) {
            var value = row.values().get(place.column().getAsInt());
            return refusal(
                    where(value.line(), place.column().getAsInt()),
                    "the value %s does not fit: %s".formatted(Shown.of(value.bytes()), reason),
                    e);
        }
        if (given < wanted) {
            return refusal(
                    where(row.line(), given),
                    "the line is short, with %d of %d values; the last is %s"
                            .formatted(
                                    given,
                                    wanted,
                                    Shown.of(row.values().getLast().bytes())),
                    e);
        }
        if (given > wanted) {
            return refusal(
                    file.name() + ":" + row.line(),
                    "the line is long, with %d values for %d columns; the first too many is %s"
                            .formatted(
                                    given,
                                    wanted,
                                    Shown.of(row.values().get(wanted).bytes())),
                    e);
        }
        return refusal(file.name() + ":" + row.line(), reason, e);
    }

    private PulseException notUtf8(String reason, SQLException e) throws IOException {
        var row = find(candidate -> candidate.values().stream().anyMatch(value -> !Shown.isText(value.bytes())));
        if (row == null) {
            return refusal(file.name(), reason, e);
        }
        for (var i = 0; i < row.values().size(); i++) {
            var value = row.values().get(i);
            if (!Shown.isText(value.bytes())) {
                return refusal(
                        where(value.line(), i), "the value %s is not UTF-8".formatted(Shown.of(value.bytes())), e);
            }
        }
        throw new IllegalStateException("a record that was chosen for its value has no such value");
    }

    private String where(long line, int column) {
        Field<?> field = column < file.columns().size() ? file.columns().get(column) : null;
        return "%s:%d%s".formatted(file.name(), line, field == null ? "" : ", column " + field.getName());
    }

    private @Nullable CsvRecord find(Predicate<CsvRecord> wanted) throws IOException {
        try (var scanner = new CsvScanner(Files.newInputStream(file.path()))) {
            for (var row = scanner.next(); row != null; row = scanner.next()) {
                if (wanted.test(row)) {
                    return row;
                }
            }
            return null;
        }
    }

    private static PulseException refusal(String where, String message, Exception cause) {
        return PulseException.of(ErrorCode.CSV_VALUE, where, message, REMEDY, cause);
    }
}
