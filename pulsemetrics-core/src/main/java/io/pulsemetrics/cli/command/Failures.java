package io.pulsemetrics.cli.command;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.select.Similarity;
import io.pulsemetrics.warehouse.DatabaseErrors;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a command that failed ends: a message on standard error, and an exit code. */
final class Failures {
    /** What dbt calls otherwise. */
    private static final ImmutableMap<String, String> OPTIONS_OF_DBT =
            ImmutableMap.of("-m", "--select", "--models", "--select", "--selector", "--select selector:NAME");

    private static final ImmutableMap<String, String> COMMANDS_OF_DBT =
            ImmutableMap.of("source", "freshness", "parse", "ls", "run-operation", "sql");

    private final CommandLine line;
    private final Invocation invocation;

    Failures(ParseResult parsed) {
        var last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        this.line = last.commandSpec().commandLine();
        this.invocation = Invocation.of(last.commandSpec());
    }

    /** Says what is wrong with the arguments and where help is; the exit code of usage errors. */
    static int refuse(ParameterException e, String[] args) {
        var line = e.getCommandLine();
        var err = line.getErr();
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            refuseUnmatched(line, unmatched, unmatched.getUnmatched().getFirst());
        } else {
            err.println(String.valueOf(e.getMessage()).replace("option option", "option")); // picocli stutters
            UnmatchedArgumentException.printSuggestions(e, err);
        }
        err.println("See %s --help".formatted(line.getCommandSpec().qualifiedName()));
        err.flush();
        return ErrorKind.USAGE.exitCode();
    }

    /** What is no option, no command, or a model that was not named as one. */
    private static void refuseUnmatched(CommandLine line, UnmatchedArgumentException e, String word) {
        var err = line.getErr();
        if (word.startsWith("-")) {
            err.println("Unknown option: '%s'".formatted(word));
            if (line.getParent() == null) {
                err.println("Say the command before its options");
            } else if (OPTIONS_OF_DBT.containsKey(word)) {
                err.println("Did you mean: %s?".formatted(OPTIONS_OF_DBT.get(word)));
            } else {
                UnmatchedArgumentException.printSuggestions(e, err);
            }
        } else if (line.getParent() == null) {
            err.println("'%s' is no command".formatted(word));
            Optional.ofNullable(COMMANDS_OF_DBT.get(word))
                    .or(() -> Similarity.nearest(
                            word, List.copyOf(line.getSubcommands().keySet())))
                    .ifPresent(name -> err.println("Did you mean: %s %s?".formatted(line.getCommandName(), name)));
        } else if (line.getCommandSpec().findOption("--select") != null) {
            err.println("'%1$s' is not expected here: say with --select %1$s what is meant".formatted(word));
        } else {
            err.println("'%s' is not expected here".formatted(word));
        }
    }

    /** Says what went wrong; the exit code of its kind. */
    int report(Throwable failure) {
        if (invocation.isInterrupted()) {
            return ErrorKind.INTERNAL.exitCode(); // nobody sees it: the process ends with the signal's code
        }
        var err = line.getErr();
        var known = known(failure);
        if (known.isPresent()) {
            err.println(known.get().getMessage());
        } else {
            err.println(
                    "internal error: %s. Run the command again with --stacktrace and report what it prints. [internal-error]"
                            .formatted(failure.getClass().getSimpleName()));
        }
        if (invocation.stacktrace()) {
            failure.printStackTrace(err);
        }
        err.flush();
        return known.map(PulseException::kind).orElse(ErrorKind.INTERNAL).exitCode();
    }

    /** The problem behind an exception, if it is one that somebody can mend; models that read each other fail while they load. */
    private static Optional<PulseException> known(Throwable failure) {
        var chain = Throwables.getCausalChain(failure);
        var told = chain.stream()
                .filter(PulseException.class::isInstance)
                .map(PulseException.class::cast)
                .findFirst();
        if (told.isPresent()) {
            return told;
        }
        return chain.stream()
                .filter(SQLException.class::isInstance)
                .findFirst()
                .map(e -> DatabaseErrors.translate("database", e));
    }
}
