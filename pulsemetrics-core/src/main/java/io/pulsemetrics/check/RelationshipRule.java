package io.pulsemetrics.check;

import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/**
 * Every value of a column occurs in a column of another relation.
 *
 * @param target the other column; asked for when the check runs
 * @param targetWhere the rows of the other relation that count; asked for when the check runs
 */
record RelationshipRule(
        Field<?> column,
        Supplier<? extends @Nullable TableField<?, ?>> target,
        Supplier<? extends Condition> targetWhere)
        implements QueryRule {

    @Override
    public ImmutableList<Supplier<@Nullable Table<?>>> others() {
        return ImmutableList.of(() -> {
            var found = target.get();
            return found == null ? null : found.getTable();
        });
    }

    @Override
    public Select<?> violations(Subject subject) {
        var key = key();
        var target = select(List.of(key))
                .from(key.getTable())
                .where(targetWhere.get())
                .asTable("target");
        return subject.select(subject.columns())
                .and(column.isNotNull())
                .and(notExists(selectOne()
                        .from(target)
                        .where(target.field(0, Object.class).eq(column.coerce(Object.class)))));
    }

    private TableField<?, ?> key() {
        var found = target.get();
        if (found == null || found.getTable() == null) {
            throw new IllegalArgumentException("the relationship of %s points at nothing that is a column of a relation"
                    .formatted(column.getName()));
        }
        return found;
    }
}
