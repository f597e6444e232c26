package io.pulsemetrics.cli.command;

import io.pulsemetrics.select.Selector;
import java.util.ArrayList;
import java.util.List;
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

    @Option(names = "--exclude", paramLabel = "EXPR", arity = "1..*", description = "What is not meant.")
    private final List<String> exclude = new ArrayList<>();

    Selector selector() {
        var selected = select.isEmpty() ? Selector.all() : Selector.select(select.toArray(String[]::new));
        return exclude.isEmpty() ? selected : selected.exclude(exclude.toArray(String[]::new));
    }
}
