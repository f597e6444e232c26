package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static org.jooq.impl.DSL.countDistinct;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.when;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.impl.DSL;

/** No two rows agree on all of the columns. A violation is a combination of values that occurs more than once. */
record UniqueRule(ImmutableList<Field<?>> columns) implements Rule {
    UniqueRule {
        checkArgument(!columns.isEmpty(), "unique() needs at least one column");
    }

    /**
     * The number of violations, as an expression of aggregates: 0 if there are as many different combinations as there are combinations,
     * which PostgreSQL finds by one sort; only else does it group the rows to count them.
     */
    Field<Long> count(Subject subject) {
        var known = known();
        var different = countDistinct(columns.toArray(Field<?>[]::new))
                .filterWhere(subject.where().and(known));
        return when(subject.over(countLarge(), known).eq(different.coerce(Long.class)), inline(0L))
                .otherwise(field(select(countLarge()).from(violations(subject).asTable("violations"))));
    }

    /** Whether no column is NULL. */
    private Condition known() {
        return DSL.and(columns.stream().map(Field::isNotNull).toList());
    }

    @Override
    public Select<?> violations(Subject subject) {
        var known = subject.where().and(known());
        var shown = new ArrayList<SelectField<?>>(columns);
        shown.add(countLarge().as("occurrences"));
        return new Subject(subject.relation(), known, subject.shown())
                .select(shown)
                .groupBy(columns)
                .having(countLarge().gt(inline(1L)));
    }
}
