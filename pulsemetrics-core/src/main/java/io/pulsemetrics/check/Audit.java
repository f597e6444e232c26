package io.pulsemetrics.check;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.jooq.impl.DSL.count;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * How the checks of one relation are asked: all row-level checks in one scan, everything else in a query of its own. Pure:
 * it makes queries, others run them.
 */
public final class Audit {
    /** The alias of the relation a relationship points to; nothing of ours is named so. */
    private static final String TARGET = "relationship_target";

    private Audit() {}

    /**
     * One query of an audit.
     *
     * @param checks in the order of the query's columns
     * @param select returns one row: the number of rows of the relation if {@code countsRows}, then the number of
     *     violations of each check, all as bigint
     */
    public record Query(ImmutableList<Check> checks, Select<?> select, boolean countsRows) {}

    /** The queries that answer all the checks. The first one counts the relation's rows, too. */
    public static ImmutableList<Query> queries(Table<?> relation, List<Check> checks) {
        var rowChecks = checks.stream()
                .filter(RowCheck.class::isInstance)
                .map(RowCheck.class::cast)
                .collect(toImmutableList());
        var queries = ImmutableList.<Query>builder();
        queries.add(new Query(ImmutableList.copyOf(rowChecks), fold(relation, rowChecks), true));
        for (Check check : checks) {
            if (!(check instanceof RowCheck)) {
                var violations = violations(relation, check).asTable("violations");
                queries.add(
                        new Query(ImmutableList.of(check), select(countLarge()).from(violations), false));
            }
        }
        return queries.build();
    }

    private static Select<?> fold(Table<?> relation, List<RowCheck> checks) {
        var counts = new ArrayList<SelectField<?>>();
        counts.add(countLarge());
        checks.forEach(check -> counts.add(countLarge().filterWhere(check.violation())));
        return select(counts).from(relation);
    }

    /** Every violation of one check as a row, with the columns that show it. */
    public static Select<?> violations(Table<?> relation, Check check) {
        return violations(relation, check, ImmutableSet.of());
    }

    /**
     * Every violation of one check as a row.
     *
     * @param shown further columns of the relation that tell which row it is; not used where a violation is not a row
     */
    public static Select<?> violations(Table<?> relation, Check check, ImmutableSet<? extends Field<?>> shown) {
        return switch (check) {
            case RowCheck row -> rows(relation, row.violation(), columns(shown, row.columns()));
            case Uniqueness unique -> duplicates(relation, unique.columns());
            case Relationship relationship ->
                rows(relation, orphan(relationship), columns(shown, relationship.columns()));
            case CustomCheck custom -> custom.violations(relation);
        };
    }

    private static Select<?> rows(Table<?> relation, Condition violation, ImmutableSet<Field<?>> columns) {
        return columns.isEmpty()
                ? DSL.selectFrom(relation).where(violation)
                : select(columns).from(relation).where(violation);
    }

    private static Select<?> duplicates(Table<?> relation, List<Field<?>> columns) {
        var known = noCondition();
        for (Field<?> column : columns) {
            known = known.and(column.isNotNull());
        }
        var shown = new ArrayList<SelectField<?>>(columns);
        shown.add(countLarge().as("occurrences"));
        return select(shown).from(relation).where(known).groupBy(columns).having(count().gt(DSL.inline(1)));
    }

    private static Condition orphan(Relationship relationship) {
        var target = relationship.target().get();
        var targetTable = target.getTable();
        if (targetTable == null) {
            throw new IllegalArgumentException("%s points at %s, which is not a column of a relation"
                    .formatted(relationship.name(), target.getName()));
        }
        Field<Object> key = field(name(TARGET, target.getName()), Object.class);
        return relationship
                .column()
                .isNotNull()
                .and(notExists(selectOne()
                        .from(targetTable.as(TARGET))
                        .where(key.eq(relationship.column().coerce(Object.class)))));
    }

    private static ImmutableSet<Field<?>> columns(
            ImmutableSet<? extends Field<?>> shown, ImmutableList<? extends Field<?>> checked) {
        return ImmutableSet.<Field<?>>builder().addAll(shown).addAll(checked).build();
    }
}
