package io.pulsemetrics.check;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Looks at each row beside its neighbours.
 *
 * @param columns of the relation that the condition uses
 * @param known the rows that take part
 * @param computed window functions, each with a name
 * @param violation given the rows with the computed columns, true for one that breaks the rule
 */
record WindowRule(
        ImmutableList<Field<?>> columns,
        Condition known,
        ImmutableList<Field<?>> computed,
        Function<Table<?>, Condition> violation)
        implements QueryRule {

    /** A column of the relation, or a computed one, in the rows. */
    static <T> Field<T> of(Table<?> rows, Field<T> column) {
        return requireNonNull(rows.field(column.getName(), column.getDataType()));
    }

    @Override
    public Select<?> violations(Subject subject) {
        var used =
                new LinkedHashMap<String, Field<?>>(); // a model's column and its field are one column, and not equal
        Stream.of(subject.columns(), columns, computed)
                .flatMap(Collection::stream)
                .forEach(field -> used.putIfAbsent(field.getName(), field));
        var rows = subject.select(used.values()).and(known).asTable("neighbours");
        var shown = Stream.concat(subject.columns().stream(), computed.stream())
                .<Field<?>>map(field -> of(rows, field))
                .toList();
        return DSL.select(shown).from(rows).where(violation.apply(rows));
    }
}
