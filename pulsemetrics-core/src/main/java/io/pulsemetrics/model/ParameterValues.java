package io.pulsemetrics.model;

import com.google.common.collect.ImmutableMap;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values of a run's parameters: its as-of instant, what the caller gave, and the defaults. Immutable. */
public final class ParameterValues {
    private final ImmutableMap<Parameter<?>, Object> given;

    private ParameterValues(Map<Parameter<?>, Object> given) {
        this.given = ImmutableMap.copyOf(given);
    }

    /** The defaults, and this as-of instant; cut to microseconds, which is what PostgreSQL keeps. */
    public static ParameterValues asOf(Instant instant) {
        return new ParameterValues(Map.of(
                Parameter.AS_OF, LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MICROS), ZoneOffset.UTC)));
    }

    /** The same values, and this one. */
    public <T> ParameterValues with(Parameter<T> parameter, T value) {
        var values = new LinkedHashMap<>(given);
        values.put(parameter, value);
        return new ParameterValues(values);
    }

    /** What was given, or the default. */
    public <T> T get(Parameter<T> parameter) {
        var value = given.get(parameter);
        if (value != null) {
            return parameter.type().getType().cast(value);
        }
        return parameter.defaultValue().orElseThrow(() -> new IllegalStateException("no value for " + parameter));
    }

    /** Every value given, by parameter; the as-of instant is the first. */
    public ImmutableMap<Parameter<?>, Object> given() {
        return given;
    }

    @Override
    public String toString() {
        return given.toString();
    }
}
