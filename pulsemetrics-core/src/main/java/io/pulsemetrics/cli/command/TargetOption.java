package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.run.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is published to. */
final class TargetOption {
    @Option(
            names = "--target",
            paramLabel = "NAME",
            description =
                    "What is published to, one of the project's targets or another name: two runs of one target exclude"
                            + " each other; default: PULSE_TARGET, else the project's default.")
    private @Nullable String name;

    @Option(
            names = "--schema-prefix",
            paramLabel = "TEXT",
            description = "Publish analytics as TEXT + analytics, and so every schema of the project.")
    private @Nullable String prefix;

    @Option(
            names = "--schema-suffix",
            paramLabel = "TEXT",
            description = "Publish analytics as analytics + TEXT, and so every schema of the project.")
    private @Nullable String suffix;

    /** The target that is meant. */
    Target target(Invocation invocation) {
        if (prefix == null && suffix == null) {
            return invocation.target(name);
        }
        var schemas = new SchemaMapping(prefix == null ? "" : prefix, suffix == null ? "" : suffix, ImmutableMap.of());
        var base =
                name == null || invocation.targets().containsKey(name) ? invocation.target(name) : Target.named(name);
        return base.called(name == null ? schemas.of(base.name()) : name).withSchemas(schemas);
    }

    /** The options as they were given, for a command to be typed again; each begins with a space. */
    String arguments() {
        return argument("--target", name) + argument("--schema-prefix", prefix) + argument("--schema-suffix", suffix);
    }

    private static String argument(String option, @Nullable String value) {
        return value == null ? "" : " %s %s".formatted(option, ConnectionOptions.quoted(value));
    }
}
