package io.pulsemetrics.check;

import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.select;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * How the checks of one relation are asked: those of single rows and of all rows together in one scan, keys and those of
 * all rows that need the values in order in another, everything else in a query of its own. Pure: it makes queries, others run
 * them.
 */
public final class Audit {
    private Audit() {}

    /**
     * One query of an audit.
     *
     * @param answers which column answers which check
     * @param select returns one row of numbers
     * @param countsRows whether the first of them is the number of rows of the relation
     */
    public record Query(ImmutableList<Answer> answers, Select<?> select, boolean countsRows) {}

    /**
     * Where a query answers a check.
     *
     * @param violations the index of the column with the number of violations
     * @param rows the index of the column with the number of rows that the check looked at; -1 if the verdict does not depend on
     *     it
     */
    public record Answer(Check check, int violations, int rows) {}

    /** The queries that answer all the checks. The first one counts the relation's rows, too. */
    public static ImmutableList<Query> queries(Table<?> relation, List<Check> checks) {
        return queries(new Scan(relation), relation, checks);
    }

    /** As {@link #queries}, without a query that only counts rows. */
    public static ImmutableList<Query> furtherQueries(Table<?> relation, List<Check> checks) {
        return queries(new Scan(relation), relation, checks).stream()
                .filter(query -> !query.answers().isEmpty())
                .collect(ImmutableList.toImmutableList());
    }

    private static ImmutableList<Query> queries(Scan scan, Table<?> relation, List<Check> checks) {
        var sorting = new Scan(relation);
        var alone = ImmutableList.<Query>builder();
        for (Check check : checks) {
            switch (rule(check)) {
                case RowRule row -> scan.add(check, row);
                case AggregateRule aggregate
                when aggregate.kind() == AggregateRule.Kind.SORT -> sorting.add(check, aggregate);
                case AggregateRule aggregate -> scan.add(check, aggregate);
                case UniqueRule unique -> sorting.add(check, unique);
                case QueryRule ignored -> alone.add(alone(relation, check));
            }
        }
        var queries = ImmutableList.<Query>builder().add(scan.query());
        if (!sorting.isEmpty()) {
            queries.add(sorting.query());
        }
        return queries.addAll(alone.build()).build();
    }

    /** The query that answers one check and nothing else. */
    public static Query alone(Table<?> relation, Check check) {
        var columns = new ArrayList<SelectField<?>>();
        columns.add(countLarge());
        boolean needsRows = check.options().judgement().needsRows() && !(rule(check) instanceof AggregateRule);
        if (needsRows) {
            columns.add(field(
                    select(countLarge()).from(relation).where(check.options().where())));
        }
        var violations = violations(relation, check).asTable("violations");
        return new Query(
                ImmutableList.of(new Answer(check, 0, needsRows ? 1 : -1)),
                DSL.select(columns).from(violations),
                false);
    }

    /** Every violation of one check as a row, with all columns of the relation where a violation is a row of it. */
    public static Select<?> violations(Table<?> relation, Check check) {
        return violations(relation, check, ImmutableSet.of());
    }

    /**
     * Every violation of one check as a row.
     *
     * @param shown the columns of the relation that tell which row it is; all if there are none. Not used where a violation is
     *     not a row
     */
    public static Select<?> violations(Table<?> relation, Check check, ImmutableSet<? extends Field<?>> shown) {
        return rule(check).violations(subject(relation, check, shown));
    }

    private static Subject subject(Table<?> relation, Check check, ImmutableSet<? extends Field<?>> shown) {
        return new Subject(relation, check.options().where(), ImmutableSet.copyOf(shown));
    }

    /**
     * What a check asks, but not in which query: as long as its type and the SQL of these parts are the same, so is what it asks. They are
     * little to render where the check is folded into a scan.
     */
    public static ImmutableList<QueryPart> question(Table<?> relation, Check check) {
        var where = check.options().where();
        return switch (rule(check)) {
            case RowRule row -> ImmutableList.of(where, row.violation());
            case UniqueRule unique ->
                ImmutableList.<QueryPart>builder()
                        .add(where)
                        .addAll(unique.columns())
                        .build();
            case AggregateRule ignored -> ImmutableList.of(violations(relation, check));
            case QueryRule ignored -> ImmutableList.of(violations(relation, check));
        };
    }

    /** The relations that the check names beside its own; null for one that does not exist. Not those of a query of one's own. */
    public static ImmutableList<Supplier<@Nullable Table<?>>> others(Check check) {
        return rule(check).others();
    }

    /** Whether the check compares the relation with what was last published under its name. */
    public static boolean comparesPublished(Check check) {
        return rule(check).comparesPublished();
    }

    /**
     * Whether each row passes or fails by itself, however many others do: a relation whose old rows have passed needs to be asked only
     * about its new ones.
     */
    public static boolean looksAtSingleRows(Check check) {
        var judgement = check.options().judgement();
        return (rule(check) instanceof RowRule || rule(check) instanceof RelationshipRule)
                && judgement.warnOver().equals(Threshold.ANY)
                && judgement.errorOver().equals(Threshold.ANY);
    }

    /** Whether the check compares rows by these columns, and no two of them may be alike. */
    public static boolean isUniqueness(Check check) {
        return rule(check) instanceof UniqueRule;
    }

    private static Rule rule(Check check) {
        return switch (check) {
            case DeclaredCheck declared -> declared.rule();
            case CustomCheck custom -> new FreeRule(custom::violations);
        };
    }
}
