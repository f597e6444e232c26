package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.Reduction;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.Deferral;
import io.pulsemetrics.run.RunOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Of the options of a run those that a plan depends on.
 *
 * @param target the name of the target
 * @param asOf up to which instant the models look
 * @param vars values of parameters, as they are typed
 * @param defer the name of the target in which is read what is not built
 * @param favorDeferred whether it is read there in any case
 */
record PlanRequest(
        String target,
        Instant asOf,
        ImmutableMap<String, String> vars,
        Optional<String> defer,
        boolean favorDeferred,
        boolean changed,
        boolean fullRefresh,
        Optional<Reduction> reduction) {

    static PlanRequest of(RunOptions options) {
        return new PlanRequest(
                options.target().name(),
                options.asOf().orElseThrow(),
                options.parameters().entrySet().stream()
                        .collect(ImmutableMap.toImmutableMap(
                                given -> given.getKey().name(), given -> String.valueOf(given.getValue()))),
                options.deferral().map(deferral -> deferral.target().name()),
                options.deferral().filter(Deferral::preferred).isPresent(),
                options.changedOnly(),
                options.fullRefresh(),
                options.reduction());
    }

    Map<String, @Nullable Object> json() {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("target", target);
        fields.put("as_of", asOf);
        fields.put("vars", vars);
        fields.put("defer", defer.orElse(null));
        fields.put("favor_deferred", favorDeferred);
        fields.put("changed", changed);
        fields.put("full_refresh", fullRefresh);
        fields.put("try", reduction.map(PlanRequest::words).orElse(null));
        return fields;
    }

    private static String words(Reduction reduction) {
        return switch (reduction) {
            case Reduction.Empty ignored -> "empty";
            case Reduction.Limit limit -> "limit " + limit.rows();
            case Reduction.Sample sample -> "sample " + sample.last();
        };
    }

    /** @throws IllegalArgumentException if it is not what {@link #json} gives */
    static PlanRequest read(Map<?, ?> fields) {
        var vars = ImmutableMap.<String, String>builder();
        if (fields.get("vars") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> vars.put(String.valueOf(name), String.valueOf(value)));
        }
        return new PlanRequest(
                text(fields, "target").orElse(""),
                text(fields, "as_of")
                        .map(Instant::parse)
                        .orElseThrow(() -> new IllegalArgumentException("it does not say as_of")),
                vars.buildOrThrow(),
                text(fields, "defer"),
                Boolean.TRUE.equals(fields.get("favor_deferred")),
                Boolean.TRUE.equals(fields.get("changed")),
                Boolean.TRUE.equals(fields.get("full_refresh")),
                text(fields, "try").map(PlanRequest::reduction));
    }

    /**
     * The options as they were.
     *
     * @throws PulseException {@code target}: the command is about another target
     */
    RunOptions options(Invocation invocation, Project project) {
        if (!target.equals(invocation.target().name())) {
            throw PulseException.of(
                    ErrorCode.TARGET,
                    "target " + invocation.target(),
                    "the plan was made for target " + target,
                    "Give the options of its target, such as --target " + target);
        }
        var options = QueryOptions.with(RunOptions.defaults().withTarget(invocation.target()), project, vars)
                .withAsOf(asOf);
        options = changed ? options.withChangedOnly() : options;
        options = fullRefresh ? options.withFullRefresh() : options;
        options = reduction.map(options::withReduction).orElse(options);
        return defer.map(name -> Deferral.to(invocation.target(name)))
                .map(deferral -> favorDeferred ? deferral.preferring() : deferral)
                .map(options::withDefer)
                .orElse(options);
    }

    private static Optional<String> text(Map<?, ?> fields, String name) {
        return Optional.ofNullable(fields.get(name)).map(Object::toString);
    }

    private static Reduction reduction(String words) {
        var value = words.replaceFirst("^\\S+ ?", "");
        return words.startsWith("limit")
                ? new Reduction.Limit(Long.parseLong(value))
                : words.startsWith("sample") ? new Reduction.Sample(Duration.parse(value)) : new Reduction.Empty();
    }
}
