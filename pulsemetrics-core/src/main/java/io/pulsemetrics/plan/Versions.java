package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.greatest;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.when;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.project.Node;
import java.time.LocalDateTime;
import java.util.List;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The queries of a snapshot. {@code now} is what its query returns, {@code version} the version of a row that is current in the table:
 *
 * <pre>
 * now      version    what becomes of it
 * there    none       a version begins
 * there    equal      nothing
 * there    different  the version ends where a new one begins
 * gone     there      the version ends
 * </pre>
 */
final class Versions {
    private static final String NOW = "now";
    private static final String VERSION = "version";
    private static final Field<Boolean> NOW_IS_THERE = field(name(NOW, "__there"), SQLDataType.BOOLEAN);
    private static final Field<Boolean> VERSION_IS_THERE = field(name(VERSION, "__there"), SQLDataType.BOOLEAN);

    private final Node node;
    private final Model<?> model;
    private final Snapshot snapshot;
    private final Field<LocalDateTime> asOf;

    Versions(Node node, Model<?> model, Snapshot snapshot, LocalDateTime asOf) {
        this.node = node;
        this.model = model;
        this.snapshot = snapshot;
        this.asOf = inline(asOf);
    }

    /** Every row as its first version: what a snapshot begins with. */
    Select<?> first() {
        return select(columns(this::now, opening(), endless())).from(nowTable());
    }

    /** The versions that end and those that begin, by key and beginning. */
    Select<?> changes(List<ColumnType> published) {
        var there = published.stream().map(ColumnType::name).toList();
        Function<Column<?>, Field<?>> version =
                column -> there.contains(column.getName()) ? version(column) : DSL.castNull(column.getDataType());
        var changed = NOW_IS_THERE.isTrue().and(VERSION_IS_THERE.isTrue()).and(changed(version));
        var gone =
                snapshot.closesDeleted() ? NOW_IS_THERE.isNull() : noCondition().and(inline(false));
        var validFrom = typed(version(snapshot.validFrom()));
        var ending = select(columns(
                        version,
                        validFrom,
                        when(NOW_IS_THERE.isTrue(), opening()).otherwise(greatest(asOf, validFrom))))
                .from(versionTable())
                .leftJoin(nowTable())
                .on(same())
                .where(gone.or(changed.and(validFrom.lt(opening()))));
        var beginning = select(columns(this::now, beginning(validFrom), endless()))
                .from(nowTable())
                .leftJoin(versionTable())
                .on(same())
                .where(VERSION_IS_THERE.isNull().or(changed));
        return ending.unionAll(beginning);
    }

    /** A row that comes back begins at the as-of instant, whatever its timestamp says: before that it was not there. */
    private Field<LocalDateTime> beginning(Field<LocalDateTime> validFrom) {
        var fresh = snapshot.updatedAt().isEmpty()
                ? opening()
                : when(exists(selectOne().from(stored().as("earlier")).where(same("earlier"))), asOf)
                        .otherwise(opening());
        return when(VERSION_IS_THERE.isTrue(), greatest(opening(), validFrom)).otherwise(fresh);
    }

    private Field<LocalDateTime> opening() {
        return snapshot.updatedAt()
                .<Field<LocalDateTime>>map(column -> typed(now(column)))
                .orElse(asOf);
    }

    private static Field<LocalDateTime> endless() {
        return DSL.castNull(SQLDataType.LOCALDATETIME);
    }

    private Condition changed(Function<Column<?>, Field<?>> version) {
        if (snapshot.updatedAt().isPresent()) {
            var column = snapshot.updatedAt().get();
            return typed(now(column)).gt(typed(version.apply(column)));
        }
        return or(model.columns().stream()
                .filter(column ->
                        !snapshot.validity().contains(column) && !snapshot.key().contains(column))
                .map(column -> differs(now(column), version.apply(column)))
                .toList());
    }

    private static Condition differs(Field<?> one, Field<?> other) {
        return one.getType() == JSON.class
                ? one.cast(SQLDataType.CLOB).isDistinctFrom(other.cast(SQLDataType.CLOB))
                : one.coerce(Object.class).isDistinctFrom(other.coerce(Object.class));
    }

    private Condition same() {
        return same(VERSION);
    }

    private Condition same(String alias) {
        return DSL.and(Increments.keys(node, snapshot.key()).stream()
                .map(key -> Increments.sameKey(
                        field(name(NOW, key.name())), field(name(alias, key.name())), key.nullable()))
                .toList());
    }

    private ImmutableList<SelectField<?>> columns(
            Function<Column<?>, Field<?>> value, Field<LocalDateTime> from, Field<LocalDateTime> to) {
        return model.columns().stream()
                .map(column -> {
                    Field<?> field = column.equals(snapshot.validFrom())
                            ? from
                            : column.equals(snapshot.validTo()) ? to : value.apply(column);
                    return field.as(column.getUnqualifiedName());
                })
                .collect(toImmutableList());
    }

    private Field<?> now(Column<?> column) {
        return field(DSL.name(NOW).append(column.getUnqualifiedName()), column.getDataType());
    }

    private Field<?> version(Column<?> column) {
        return field(DSL.name(VERSION).append(column.getUnqualifiedName()), column.getDataType());
    }

    private static Field<LocalDateTime> typed(Field<?> field) {
        return field.coerce(SQLDataType.LOCALDATETIME);
    }

    private Table<?> nowTable() {
        return select(asterisk(), inline(true).as("__there"))
                .from(table("({0})", model.query()).as("computed"))
                .asTable(NOW);
    }

    private Table<?> versionTable() {
        return select(asterisk(), inline(true).as("__there"))
                .from(stored().as("stored"))
                .where(field(DSL.name("stored").append(snapshot.validTo().getUnqualifiedName()))
                        .isNull())
                .asTable(VERSION);
    }

    /** The published table: named so that it is read as it stands, and not from the build schema. */
    private Table<?> stored() {
        return table("{0}", node.name().toName());
    }
}
