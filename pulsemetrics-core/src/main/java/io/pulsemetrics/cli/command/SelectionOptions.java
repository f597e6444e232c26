package io.pulsemetrics.cli.command;

import io.pulsemetrics.artifact.SavedState;
import io.pulsemetrics.select.SelectionContext;
import io.pulsemetrics.select.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a command is about. */
final class SelectionOptions {
    @Option(
            names = {"-s", "--select"},
            paramLabel = "EXPR",
            arity = "1..*",
            description =
                    "What is meant: stg_users, stg_*, +dim_users, stg_users+1, @dim_users, tag:.., layer:.., path:..,"
                            + " source:raw.users+, state:modified, result:fail; several are united, a,b is what both mean."
                            + " Default: all.")
    private final List<String> select = new ArrayList<>();

    @Option(
            names = "--exclude",
            paramLabel = "EXPR",
            arity = "1..*",
            description = "What is not, written in the same way.")
    private final List<String> exclude = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description =
                    "What state: and result: compare with: a kept copy of target/pulse; default: the target's ledger.")
    private @Nullable Path state;

    /** The same, comparing with kept artifacts if the options say so. */
    SelectionContext comparing(SelectionContext context) {
        return state == null ? context : context.withState(() -> SavedState.read(String.valueOf(state)));
    }

    Selector selector() {
        var selected = select.isEmpty() ? Selector.all() : Selector.select(select.toArray(String[]::new));
        return exclude.isEmpty() ? selected : selected.exclude(exclude.toArray(String[]::new));
    }
}
