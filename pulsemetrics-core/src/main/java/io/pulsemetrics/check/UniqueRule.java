package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectField;

/** No two rows agree on all of the columns. A violation is a combination of values that occurs more than once. */
record UniqueRule(ImmutableList<Field<?>> columns) implements QueryRule {
    UniqueRule {
        checkArgument(!columns.isEmpty(), "unique() needs at least one column");
    }

    @Override
    public Select<?> violations(Subject subject) {
        var known = subject.where();
        for (Field<?> column : columns) {
            known = known.and(column.isNotNull());
        }
        var shown = new ArrayList<SelectField<?>>(columns);
        shown.add(countLarge().as("occurrences"));
        return new Subject(subject.relation(), known, subject.shown())
                .select(shown)
                .groupBy(columns)
                .having(countLarge().gt(inline(1L)));
    }
}
