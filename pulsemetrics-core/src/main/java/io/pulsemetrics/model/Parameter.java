package io.pulsemetrics.model;

import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jooq.DataType;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * A value that a run is given and models use in their queries. Declare it as a constant and use it with {@link
 * Model#parameter(Parameter)}. Two parameters are the same if they are the same object; names are unique in a project.
 *
 * @param <T> its Java type
 */
public final class Parameter<T> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    /**
     * The instant up to which the run looks, as a UTC timestamp without zone. Every run has one; see {@link Model#asOf()}.
     */
    public static final Parameter<LocalDateTime> AS_OF =
            new Parameter<>("as_of", SQLDataType.LOCALDATETIME, null, "The instant up to which the run looks (UTC)");

    private final String name;
    private final DataType<T> type;
    private final @Nullable T defaultValue;
    private final String description;

    private Parameter(String name, DataType<T> type, @Nullable T defaultValue, String description) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a parameter is named like gross_margin, not '%s'".formatted(name));
        }
        this.name = name;
        this.type = type;
        this.defaultValue = defaultValue;
        this.description = description;
    }

    /** A parameter with a default. */
    public static <T> Parameter<T> of(String name, DataType<T> type, T defaultValue, String description) {
        return new Parameter<>(name, type, defaultValue, description);
    }

    public String name() {
        return name;
    }

    public DataType<T> type() {
        return type;
    }

    /** The value of a run that gives none. */
    public Optional<T> defaultValue() {
        return Optional.ofNullable(defaultValue);
    }

    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return name;
    }
}
