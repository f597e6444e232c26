package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.stream.Collectors.joining;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.List;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Named;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/**
 * Looks at one row at a time.
 *
 * @param violation true for a row that breaks the rule
 */
record RowRule(Condition violation) implements Rule {

    /** A check of one column, named after it. */
    static Check row(String type, Field<?> column, String suffix, Condition violation) {
        return new DeclaredCheck(
                type,
                ImmutableList.of(column),
                new RowRule(violation),
                CheckOptions.named(column.getName() + "_" + suffix));
    }

    static <T> List<Field<T>> inlined(Field<T> column, Collection<? extends T> values) {
        checkArgument(!values.isEmpty(), "a check of the values of %s needs at least one value", column.getName());
        return values.stream()
                .<Field<T>>map(value -> inline((T) value, column.getDataType()))
                .toList();
    }

    /** PostgreSQL's {@code pg_typeof} names the type without length and precision. */
    static Condition otherType(Field<?> column, DataType<?> type) {
        var name = type.getTypeName(new DefaultConfiguration().set(SQLDialect.POSTGRES));
        return DSL.condition("pg_typeof({0}) <> cast({1} as regtype)", column, inline(name));
    }

    static Check uniqueWithinRow(ImmutableList<Field<?>> columns) {
        checkArgument(columns.size() > 1, "uniqueWithinRow() needs at least two columns");
        var same = noCondition();
        for (int i = 0; i < columns.size(); i++) {
            for (int j = i + 1; j < columns.size(); j++) {
                same = same.or(
                        columns.get(i).coerce(Object.class).eq(columns.get(j).coerce(Object.class)));
            }
        }
        var names = columns.stream().map(Named::getName).collect(joining("_"));
        return new DeclaredCheck(
                "unique_within_row", columns, new RowRule(same), CheckOptions.named(names + "_unique_within_row"));
    }

    @Override
    public Select<?> violations(Subject subject) {
        return subject.select(subject.columns()).and(violation);
    }
}
