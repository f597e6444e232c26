package io.pulsemetrics.cli;

import static java.util.stream.Collectors.joining;

import io.pulsemetrics.run.CheckResult;
import java.nio.file.Path;
import org.jooq.Named;

/**
 * What checks found, in words: which check, how many violations, some of them, and where they are kept.
 *
 * @param terminal where it is printed
 */
public record Violations(Terminal terminal) {

    /** Whose violations follow. */
    public void printHeading(CheckResult check) {
        terminal.println(
                check.failed()
                        ? terminal.bad("  FAILED   " + check.node())
                        : terminal.doubtful("  WARNING  " + check.node()));
    }

    /** One check. */
    public void print(CheckResult check) {
        var columns = check.check().columns().stream().map(Named::getName).collect(joining(", "));
        terminal.println("           %s%s: %s"
                .formatted(
                        check.check().name(),
                        columns.isEmpty()
                                ? ""
                                : " (%s of %s)".formatted(check.check().type(), columns),
                        check.violations() == 1 ? "1 violation" : Show.number(check.violations()) + " violations"));
        var description = check.check().options().label().description();
        if (!description.isEmpty()) {
            terminal.println("             " + description);
        }
        check.sample().forEach(row -> terminal.println("             " + row));
        check.stored().ifPresent(table -> terminal.println("             kept in " + table));
    }

    /** The file of the SQL that gave what was checked, or that shows what was found. */
    public void printSql(Path file) {
        terminal.println("           SQL: " + file);
    }
}
