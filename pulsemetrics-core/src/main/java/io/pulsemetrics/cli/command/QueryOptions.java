package io.pulsemetrics.cli.command;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.RunOptions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jooq.exception.DataTypeException;
import org.jooq.impl.DefaultConverterProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the queries of models say: how far they look, with which values, and where they read what is not built. */
final class QueryOptions {
    @Option(
            names = "--as-of",
            paramLabel = "INSTANT",
            description =
                    "The instant up to which models look, such as 2026-06-30T12:00:00Z, or a day, which means its end.")
    private @Nullable Instant asOf;

    @Option(
            names = "--vars",
            paramLabel = "NAME=VALUE",
            split = ",",
            description = "Values of parameters, such as least_signups=5,country=DE.")
    private final Map<String, String> vars = new LinkedHashMap<>();

    @Mixin
    private final DeferOptions defer = new DeferOptions();

    /** What was given, for the command's target; refuses what does not fit, before anything connects. */
    RunOptions options(Invocation invocation, ConnectionOptions connection, Project project) {
        var options = with(RunOptions.defaults().withTarget(invocation.target()), project, vars);
        if (asOf != null) {
            options = options.withAsOf(asOf);
        }
        return defer.deferral(invocation, connection).map(options::withDefer).orElse(options);
    }

    /** The same, with values of parameters of the project. */
    static RunOptions with(RunOptions options, Project project, Map<String, String> vars) {
        var changed = options;
        for (var given : vars.entrySet()) {
            changed = with(changed, parameter(project, given.getKey()), given.getValue());
        }
        return changed;
    }

    private static Parameter<?> parameter(Project project, String name) {
        var parameter = project.parameters().get(name);
        if (parameter == null) {
            throw PulseException.of(
                    ErrorCode.PARAMETER,
                    "--vars " + name,
                    "no model of the project uses such a parameter",
                    project.parameters().isEmpty()
                            ? "Leave it out: the project has no parameters"
                            : "Use one of: "
                                    + String.join(", ", project.parameters().keySet()));
        }
        return parameter;
    }

    private static <T> RunOptions with(RunOptions options, Parameter<T> parameter, String text) {
        try {
            var converter = new DefaultConverterProvider()
                    .provide(String.class, parameter.type().getType());
            if (converter == null || converter.from(text) == null) {
                throw new DataTypeException("no value");
            }
            return options.withParameter(parameter, converter.from(text));
        } catch (DataTypeException e) {
            throw PulseException.of(
                    ErrorCode.PARAMETER,
                    "--vars " + parameter,
                    "'%s' is no %s".formatted(text, parameter.type().getTypeName()),
                    "Give a value of that type",
                    e);
        }
    }
}
