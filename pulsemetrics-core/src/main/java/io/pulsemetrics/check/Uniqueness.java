package io.pulsemetrics.check;

import com.google.common.collect.ImmutableList;
import org.jooq.Field;

/** No two rows agree on all of the columns. A violation is a combination of values that occurs more than once. */
public record Uniqueness(String name, ImmutableList<Field<?>> columns, Severity severity) implements Check {

    @Override
    public String type() {
        return "unique";
    }

    @Override
    public Uniqueness warn() {
        return new Uniqueness(name, columns, Severity.WARN);
    }
}
