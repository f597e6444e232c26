package io.pulsemetrics.check;

import com.google.common.collect.ImmutableList;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.TableField;

/**
 * Every value of a column occurs in a column of another relation.
 *
 * @param target the other column; asked for when the check runs
 */
public record Relationship(String name, Field<?> column, Supplier<? extends TableField<?, ?>> target, Severity severity)
        implements Check {

    @Override
    public String type() {
        return "relationships";
    }

    @Override
    public ImmutableList<Field<?>> columns() {
        return ImmutableList.of(column);
    }

    @Override
    public Relationship warn() {
        return new Relationship(name, column, target, Severity.WARN);
    }
}
