package io.pulsemetrics.cli.command;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.cli.Rerun;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What the user typed. There is no secret in it: a password is refused where it is given on the command line.
 *
 * @param spec the command that was typed
 * @param launcher what stands before it
 */
record Typing(CommandSpec spec, String launcher) {
    private static final ImmutableSet<String> SELECTING = ImmutableSet.of("--select", "--exclude", "--plan");

    Rerun rerun() {
        var typed = spec.root().commandLine().getParseResult().originalArgs().stream()
                .map(ConnectionOptions::quoted);
        var command = spec.findOption("--select") == null ? "build" : spec.name();
        return new Rerun(
                words(Stream.concat(Stream.of(launcher), typed)),
                unselected(command, option -> true),
                Optional.of(unselected("check", has(CheckCommand::new))),
                Optional.of(unselected("freshness", has(FreshnessCommand::new))));
    }

    /** The options that another command has, too; its annotations, which take long to read, are read once an option is asked about. */
    private static Predicate<OptionSpec> has(Supplier<Object> command) {
        Supplier<CommandSpec> other = Suppliers.memoize(() -> CommandSpec.forAnnotatedObject(command.get()));
        return option -> other.get().findOption(option.longestName()) != null;
    }

    private String unselected(String command, Predicate<OptionSpec> wanted) {
        return words(Stream.concat(
                Stream.of(launcher, command),
                spec.commandLine().getParseResult().matchedOptions().stream()
                        .filter(option -> !SELECTING.contains(option.longestName()))
                        .filter(wanted)
                        .flatMap(Typing::option)));
    }

    private static String words(Stream<String> words) {
        return words.collect(joining(" "));
    }

    private static Stream<String> option(OptionSpec option) {
        var name = option.longestName();
        if (option.typeInfo().isBoolean()) {
            return Stream.of(name);
        }
        List<String> values = option.originalStringValues();
        return values.stream().flatMap(value -> Stream.of(name, ConnectionOptions.quoted(value)));
    }
}
