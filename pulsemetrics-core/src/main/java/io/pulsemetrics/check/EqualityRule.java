package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static org.jooq.impl.DSL.round;
import static org.jooq.impl.DSL.select;

import com.google.common.collect.ImmutableList;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * Two relations have the same rows, as far as the columns tell.
 *
 * @param decimals to how many decimals numbers are rounded before; {@link #EXACT} for not at all
 */
record EqualityRule(ImmutableList<Field<?>> columns, Supplier<? extends @Nullable Table<?>> other, int decimals)
        implements QueryRule {
    static final int EXACT = -1;

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
                .<Field<?>>map(column -> compared(counterpart(table, column)))
                .toList();
        return Difference.of(
                () -> subject.select(
                        columns.stream().<Field<?>>map(this::compared).toList()),
                () -> select(counterparts).from(table));
    }

    private Field<?> compared(Field<?> column) {
        return decimals == EXACT || !column.getDataType().isNumeric()
                ? column
                : round(column.cast(SQLDataType.NUMERIC), decimals).as(column.getName());
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
