package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.run.Target;
import io.pulsemetrics.warehouse.SessionName;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is published to. */
final class TargetOption {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

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

    /** The same, of a command: in a mixin of a mixin picocli gives it that mixin, which is passed over. */
    TargetOption of(CommandSpec command) {
        if (command.root().userObject() instanceof Root) {
            spec = command;
        }
        return this;
    }

    /** The target's name. */
    String name() {
        return target().name();
    }

    /** The target that is meant. */
    Target target() {
        var invocation = Invocation.of(spec);
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

    /** The name of a session that looks at the target. */
    SessionName reader(String command) {
        return new SessionName(name(), target().schemas(), command, SessionName.Role.READER);
    }
}
