package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static org.jooq.impl.DSL.select;

import com.google.common.collect.ImmutableList;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** Two relations have the same rows, as far as the columns tell. */
record EqualityRule(ImmutableList<Field<?>> columns, Supplier<? extends @Nullable Table<?>> other)
        implements QueryRule {
    EqualityRule {
        checkArgument(!columns.isEmpty(), "equality() needs at least one column");
    }

    @Override
    public ImmutableList<Supplier<@Nullable Table<?>>> others() {
        return ImmutableList.of(other::get);
    }

    @Override
    public Select<?> violations(Subject subject) {
        var table = Comparisons.required(other);
        var counterparts = columns.stream()
                .<Field<?>>map(column -> counterpart(table, column))
                .toList();
        return Difference.of(
                () -> subject.select(columns), () -> select(counterparts).from(table));
    }

    private static Field<?> counterpart(Table<?> table, Field<?> column) {
        var found = table.field(column.getName());
        if (found == null) {
            throw new IllegalArgumentException(
                    "equality() compares %s, which %s does not have".formatted(column.getName(), table.getName()));
        }
        return found;
    }
}
