package io.pulsemetrics.check;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Named;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/**
 * Something that must hold of every row of a relation. A check is a value: it says what must hold, {@link Audit} says how it
 * is asked.
 *
 * <p>NULL follows SQL's constraints: only {@link #notNull} and a primary key object to it; every other check lets a row pass
 * whose value is unknown. An empty relation passes every check.
 */
public sealed interface Check permits RowCheck, Uniqueness, Relationship, CustomCheck {

    /** The kind of check in the ecosystem's word: {@code not_null}, {@code unique}, {@code accepted_values} and so on. */
    String type();

    /** Unique within a relation, for messages: {@code user_id_not_null}. */
    String name();

    /** The columns the check looks at, in the order given; may be empty for a custom check. */
    ImmutableList<Field<?>> columns();

    /** What a violation means. */
    Severity severity();

    /** The same check, whose violations are reported and do not stop the run. */
    Check warn();

    /** No row has NULL here. */
    static Check notNull(Field<?> column) {
        return new RowCheck("not_null", column.getName() + "_not_null", ImmutableList.of(column), column.isNull());
    }

    /** No two rows have the same values here; rows with a NULL among them are not compared. */
    static Check unique(Field<?>... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("unique() needs at least one column");
        }
        var names = Arrays.stream(columns).map(Named::getName).collect(joining("_"));
        return new Uniqueness(names + "_unique", ImmutableList.copyOf(columns), Severity.ERROR);
    }

    /** Every value is one of these. */
    static <T> Check acceptedValues(Field<T> column, Collection<? extends T> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("acceptedValues() of %s needs at least one value".formatted(column));
        }
        var inlined =
                values.stream().map(v -> DSL.inline(v, column.getDataType())).toList();
        return new RowCheck(
                "accepted_values",
                column.getName() + "_accepted_values",
                ImmutableList.of(column),
                column.notIn(inlined));
    }

    /** Every value is within the bounds, both included. */
    static <T> Check range(Field<T> column, T least, T most) {
        var type = column.getDataType();
        return new RowCheck(
                "range",
                column.getName() + "_range",
                ImmutableList.of(column),
                column.notBetween(DSL.inline(least, type), DSL.inline(most, type)));
    }

    /** No value is below the bound. */
    static <T> Check atLeast(Field<T> column, T least) {
        return new RowCheck(
                "range",
                column.getName() + "_at_least",
                ImmutableList.of(column),
                column.lt(DSL.inline(least, column.getDataType())));
    }

    /** The condition is true, or unknown, for every row: it may use any columns of the relation. */
    static Check expression(String name, Condition holds) {
        return new RowCheck("expression", requireNonNull(name), ImmutableList.of(), DSL.not(holds));
    }

    /** As {@link #expression(String, Condition)}; the columns are shown in the sample of offending rows. */
    static Check expression(String name, Condition holds, Field<?>... shown) {
        return new RowCheck("expression", requireNonNull(name), ImmutableList.copyOf(shown), DSL.not(holds));
    }

    /**
     * Every value occurs in the other relation's column (a foreign key that is asked, not enforced).
     *
     * @param target read when the check runs, so that two models may point at each other
     */
    static <T> Check relationship(Field<T> column, Supplier<? extends TableField<?, T>> target) {
        return new Relationship(column.getName() + "_relationship", column, target, Severity.ERROR);
    }
}
