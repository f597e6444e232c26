package io.pulsemetrics.check;

import com.google.common.collect.ImmutableList;
import org.jooq.Condition;
import org.jooq.Field;

/**
 * A check that looks at one row at a time. All row checks of a relation are answered by one scan.
 *
 * @param violation true for a row that breaks the check
 */
public record RowCheck(
        String type, String name, ImmutableList<Field<?>> columns, Condition violation, Severity severity)
        implements Check {

    RowCheck(String type, String name, ImmutableList<Field<?>> columns, Condition violation) {
        this(type, name, columns, violation, Severity.ERROR);
    }

    @Override
    public RowCheck warn() {
        return new RowCheck(type, name, columns, violation, Severity.WARN);
    }
}
