package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.plan.ColumnType;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** A column as both sides of a comparison have it. The sides are called {@code f} and {@code t} in its SQL. */
record ColumnPair(ColumnType from, ColumnType to) {
    /** Types whose values can only be compared as text. */
    private static final ImmutableSet<String> WITHOUT_EQUALITY = ImmutableSet.of("json", "xml", "point", "polygon");

    String name() {
        return from.name();
    }

    boolean isRetyped() {
        return !from.type().isEmpty() && !to.type().isEmpty() && !from.type().equals(to.type());
    }

    /** {@code amount from integer to bigint}. */
    String retyping() {
        return "%s from %s to %s".formatted(name(), from.type(), to.type());
    }

    /** Its values on a side, of one type on both. */
    Field<?> of(String side) {
        Field<?> field = DSL.field(DSL.name(side, name()));
        boolean comparable =
                !isRetyped() && !WITHOUT_EQUALITY.contains(from.type()) && !WITHOUT_EQUALITY.contains(to.type());
        return comparable ? field : field.cast(SQLDataType.CLOB);
    }

    Condition differs() {
        return of("f").coerce(Object.class).isDistinctFrom(of("t").coerce(Object.class));
    }

    Condition isSame() {
        return of("f").coerce(Object.class).eq(of("t").coerce(Object.class));
    }

    /** Its values on a side as text; NULL stays NULL. */
    Field<String> text(String side) {
        return of(side).cast(SQLDataType.CLOB);
    }

    /** As {@link #text}, equal for equal values of databases that know nothing of each other: {@code 5.50} is {@code 5.5}. */
    Field<String> comparableText(String side) {
        Field<?> field = DSL.field(DSL.name(side, name()));
        return isNumeric(side.equals("f") ? from : to, side.equals("f") ? to : from)
                ? trimScale(field).cast(SQLDataType.CLOB)
                : field.cast(SQLDataType.CLOB);
    }

    /** A type that is not known is taken to be that of the other side. */
    private static boolean isNumeric(ColumnType column, ColumnType other) {
        return (column.type().isEmpty() ? other : column).type().startsWith("numeric");
    }

    private static Field<?> trimScale(Field<?> number) {
        return DSL.field("trim_scale({0})", SQLDataType.NUMERIC, number.cast(SQLDataType.NUMERIC));
    }
}
