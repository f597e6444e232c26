package io.pulsemetrics.cli.command;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.lang.model.SourceVersion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pulse init}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        header = "Makes a new Maven project: a raw schema, two models, a test, a command line.",
        description = {
            "",
            "It builds with ./mvnw verify, which generates the classes of the raw tables from the migrations and tests the models on"
                    + " a PostgreSQL of its own. PulseMetrics itself has to be installed before, from its clone."
        },
        footer = {"init shop --package com.acme.shop"})
final class InitCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "A new or empty directory.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path directory;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the project is called; default: as its directory.")
    private @Nullable String name;

    @Option(
            names = "--package",
            paramLabel = "PACKAGE",
            description = "The package of its classes, such as com.acme.shop; default: from its name.")
    private @Nullable String packageName;

    @Override
    public void run() {
        var project = name == null ? artifact(directory) : name;
        var template = ProjectTemplate.of(
                checked(project, project.matches("[a-z0-9][a-z0-9._-]*"), "--name"), packageOf(project));
        try {
            requireEmpty();
            template.writeTo(directory);
        } catch (IOException e) {
            throw refused("it cannot be written to: " + e);
        }
        tell(project);
    }

    private void tell(String project) {
        var terminal = Invocation.of(spec).terminal();
        terminal.println("%s is in %s".formatted(project, directory));
        terminal.println("PulseMetrics is in no public repository yet. In its clone, install it:");
        terminal.println("  ./mvnw install -pl pulsemetrics-core,pulsemetrics-devkit -am -DskipTests");
        terminal.println("Then build the project, and see its README.md:");
        terminal.println("  cd %s && ./mvnw verify".formatted(ConnectionOptions.quoted(directory.toString())));
    }

    private static String artifact(Path directory) {
        var last = directory.toAbsolutePath().normalize().getFileName();
        return String.valueOf(last).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]+", "-");
    }

    private String packageOf(String project) {
        var given = packageName == null
                ? project.replaceAll("[^a-z0-9]+", "_").replaceFirst("^(?=[0-9])", "_")
                : packageName;
        return checked(given, SourceVersion.isName(given), "--package");
    }

    private String checked(String value, boolean fits, String option) {
        if (!fits) {
            throw new ParameterException(
                    spec.commandLine(), "'%s' cannot be used; give another %s".formatted(value, option));
        }
        return value;
    }

    private void requireEmpty() throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw refused("it is a file");
        }
        try (var files = Files.list(directory)) {
            if (files.findAny().isPresent()) {
                throw refused("it holds other files");
            }
        }
    }

    private PulseException refused(String why) {
        return PulseException.of(
                ErrorCode.OUTPUT_NOT_WRITABLE, directory.toString(), why, "Choose a new or empty directory");
    }
}
