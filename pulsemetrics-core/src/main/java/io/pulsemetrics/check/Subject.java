package io.pulsemetrics.check;

import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.List;
import org.jooq.AggregateFilterStep;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectConditionStep;
import org.jooq.SelectFieldOrAsterisk;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * What a rule is asked of.
 *
 * @param relation unaliased
 * @param where the rows of it that count
 * @param shown the columns that show which row it is; empty for all
 */
record Subject(Table<?> relation, Condition where, ImmutableSet<Field<?>> shown) {

    /** The columns that are shown, all if none is named. */
    ImmutableSet<Field<?>> columns() {
        return shown.isEmpty() ? ImmutableSet.copyOf(relation.fields()) : shown;
    }

    /** {@code select fields from relation where ..}. */
    SelectConditionStep<Record> select(Collection<? extends SelectFieldOrAsterisk> fields) {
        return DSL.select(fields).from(relation).where(where);
    }

    /** {@code select fields from relation where ..}. */
    SelectConditionStep<Record> select(SelectFieldOrAsterisk... fields) {
        return select(List.of(fields));
    }

    /** The aggregate over the rows that count. jOOQ changes the aggregate itself: it must be a new one. */
    <T> Field<T> over(AggregateFilterStep<T> aggregate) {
        return over(aggregate, DSL.noCondition());
    }

    /** The aggregate over the rows that count and satisfy the condition. */
    <T> Field<T> over(AggregateFilterStep<T> aggregate, Condition condition) {
        var filter = where.and(condition);
        return filter.equals(DSL.noCondition()) ? aggregate : aggregate.filterWhere(filter);
    }
}
