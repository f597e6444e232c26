package io.pulsemetrics.check;

import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.select;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/** Each value occurs as often in one relation's column as in another's. */
record CardinalityRule(Field<?> column, Supplier<? extends @Nullable TableField<?, ?>> target) implements QueryRule {

    @Override
    public ImmutableList<Supplier<@Nullable Table<?>>> others() {
        return ImmutableList.of(() -> {
            var found = target.get();
            return found == null ? null : found.getTable();
        });
    }

    @Override
    public Select<?> violations(Subject subject) {
        var table = Comparisons.required(others().getFirst());
        var other = target.get();
        return Difference.of(
                () -> subject.select(counted(column)).groupBy(column),
                () -> select(counted(other)).from(table).groupBy(other));
    }

    private static List<SelectField<?>> counted(Field<?> field) {
        return List.of(field.as("value"), countLarge().as("occurrences"));
    }
}
