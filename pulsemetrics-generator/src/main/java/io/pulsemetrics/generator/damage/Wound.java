package io.pulsemetrics.generator.damage;

import static java.util.Objects.requireNonNull;
import static org.jooq.impl.DSL.noCondition;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;

/**
 * What is done to rows of one table.
 *
 * @param key the column that tells one thing from another; its table is the one that is damaged
 * @param eligible which rows may be taken; uses the table's columns, unaliased
 * @param everything whether all rows that may be taken are, and not a few of them
 * @param stroke what happens to them
 */
record Wound(TableField<Record, Long> key, Condition eligible, boolean everything, Stroke stroke) {

    /** What happens to rows. */
    sealed interface Stroke {}

    /** They get other values. */
    record Change(ImmutableMap<Field<?>, Field<?>> values) implements Stroke {}

    /** They get a second row, with some other values. */
    record Copy(ImmutableMap<Field<?>, Field<?>> values) implements Stroke {}

    /** They go. */
    record Loss() implements Stroke {}

    static <T> Wound change(TableField<Record, Long> key, Field<T> column, Field<T> value) {
        return new Wound(key, noCondition(), false, new Change(ImmutableMap.of(column, value)));
    }

    static Wound copy(TableField<Record, Long> key) {
        return new Wound(key, noCondition(), false, new Copy(ImmutableMap.of()));
    }

    static Wound loss(TableField<Record, Long> key) {
        return new Wound(key, noCondition(), false, new Loss());
    }

    /** The same, and another value. */
    <T> Wound and(Field<T> column, Field<T> value) {
        return new Wound(
                key,
                eligible,
                everything,
                switch (stroke) {
                    case Change change -> new Change(with(change.values(), column, value));
                    case Copy copy -> new Copy(with(copy.values(), column, value));
                    case Loss ignored -> throw new IllegalStateException("a lost row has no values");
                });
    }

    private static ImmutableMap<Field<?>, Field<?>> with(
            Map<Field<?>, Field<?>> values, Field<?> column, Field<?> value) {
        return ImmutableMap.<Field<?>, Field<?>>builder()
                .putAll(values)
                .put(column, value)
                .buildOrThrow();
    }

    /** The same, to rows of this kind only. */
    Wound where(Condition condition) {
        return new Wound(key, eligible.and(condition), everything, stroke);
    }

    /** The same, to all rows that may be taken. */
    Wound toAll() {
        return new Wound(key, eligible, true, stroke);
    }

    Table<Record> table() {
        return requireNonNull(key.getTable());
    }
}
