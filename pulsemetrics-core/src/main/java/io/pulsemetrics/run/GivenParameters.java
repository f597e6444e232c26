package io.pulsemetrics.run;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.project.Project;
import java.time.Clock;

/** The values that options give to the parameters of a project. */
final class GivenParameters {
    private GivenParameters() {}

    /**
     * The values of the options.
     *
     * @param clock gives the as-of instant if the options give none
     * @throws PulseException if a parameter has a value that no model of the project uses
     */
    static ParameterValues of(Project project, RunOptions options, Clock clock) {
        var values = ParameterValues.asOf(options.asOf().orElseGet(clock::instant));
        for (var given : options.parameters().entrySet()) {
            values = with(project, values, given.getKey(), given.getValue());
        }
        return values;
    }

    private static <T> ParameterValues with(
            Project project, ParameterValues values, Parameter<T> parameter, Object value) {
        if (!parameter.equals(project.parameters().get(parameter.name()))) {
            throw PulseException.of(
                    ErrorCode.PARAMETER,
                    "parameter " + parameter,
                    "no model of the project uses it",
                    "Use one of: " + String.join(", ", project.parameters().keySet()));
        }
        return values.with(parameter, parameter.type().getType().cast(value));
    }
}
