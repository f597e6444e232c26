package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.plan.ColumnType;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.Select;

/**
 * Compares the rows and columns of two relations, of one database in SQL ({@link JoinedRows}), of two by digests ({@link StreamedRows}).
 * With a key, rows of one key are compared column by column; without one, rows are counted that the other side does not have as often.
 * Values of one type are compared as values, others as text.
 *
 * <p>As thread-safe as its sessions: not.
 */
public final class RelationDiff {
    /** What stands for a value that must not be told. */
    static final String HIDDEN = "***";

    /**
     * One side of a comparison.
     *
     * @param query what gives its rows
     * @param columns its columns; a type that is not known is empty and fits every type
     */
    public record Side(String query, ImmutableList<ColumnType> columns) {}

    /**
     * What is asked.
     *
     * @param key columns that no two rows of a side have in common; empty for none, as if a side does not have them
     * @param samples how many rows that differ are told at most
     * @param withValues whether they are told with values, and not by key alone
     * @param hidden columns whose values are not told; of one in the key neither
     */
    public record Question(ImmutableSet<String> key, int samples, boolean withValues, ImmutableSet<String> hidden) {}

    /**
     * What differs.
     *
     * @param onlyFrom columns that only the first has
     * @param onlyTo columns that only the second has
     * @param retyped columns of both whose types differ: {@code amount from integer to bigint}
     * @param rows what differs in the columns that both have
     */
    public record Result(
            ImmutableList<ColumnType> onlyFrom,
            ImmutableList<ColumnType> onlyTo,
            ImmutableList<String> retyped,
            Rows rows) {

        /** Whether both have the same columns and rows. */
        public boolean isEmpty() {
            return onlyFrom.isEmpty()
                    && onlyTo.isEmpty()
                    && retyped.isEmpty()
                    && rows.removed() + rows.added() + rows.changed() == 0;
        }
    }

    /**
     * How rows differ.
     *
     * @param from how many rows the first has
     * @param to how many rows the second has
     * @param removed rows that only the first has
     * @param added rows that only the second has
     * @param changed rows of one key that are not the same; 0 without a key
     * @param changedByColumn of these, how many differ in a column; columns that differ nowhere are missing
     * @param samples some of the rows that differ; none without a key
     */
    public record Rows(
            long from,
            long to,
            long removed,
            long added,
            long changed,
            ImmutableMap<String, Long> changedByColumn,
            ImmutableList<Sample> samples) {}

    /**
     * A row that differs.
     *
     * @param what {@code removed}, {@code added} or {@code changed}
     * @param key the values of its key
     * @param values the other columns that differ; empty if they were not asked for
     */
    public record Sample(String what, ImmutableMap<String, String> key, ImmutableMap<String, Values> values) {}

    /** What a column has on both sides; empty for NULL, and on the side that does not have the row. */
    public record Values(Optional<String> from, Optional<String> to) {}

    private RelationDiff() {}

    /** Compares two relations of one database. */
    public static Result compare(Session session, Side from, Side to, Question question) {
        var pairs = pairs(from, to);
        var rows = isKeyed(pairs, question)
                ? new JoinedRows(session, from, to, pairs, question).compare()
                : asWholes(session, from, to, pairs);
        return result(from, to, pairs, rows);
    }

    /** Compares relations of two databases: each is read as of one moment of its own. */
    public static Result compare(Session here, Side from, Session there, Side to, Question question) {
        var pairs = pairs(from, to);
        var key = isKeyed(pairs, question) ? question.key() : ImmutableSet.<String>of();
        var asked = new Question(key, question.samples(), question.withValues(), question.hidden());
        return result(from, to, pairs, new StreamedRows(pairs, asked).compare(here, from, there, to));
    }

    private static ImmutableList<ColumnPair> pairs(Side from, Side to) {
        return from.columns().stream()
                .flatMap(column -> to.columns().stream()
                        .filter(other -> other.name().equals(column.name()))
                        .map(other -> new ColumnPair(column, other)))
                .collect(toImmutableList());
    }

    private static boolean isKeyed(List<ColumnPair> pairs, Question question) {
        return !question.key().isEmpty()
                && pairs.stream().map(ColumnPair::name).toList().containsAll(question.key());
    }

    private static Result result(Side from, Side to, List<ColumnPair> pairs, Rows rows) {
        return new Result(
                without(from, to),
                without(to, from),
                pairs.stream()
                        .filter(ColumnPair::isRetyped)
                        .map(ColumnPair::retyping)
                        .collect(toImmutableList()),
                rows);
    }

    private static ImmutableList<ColumnType> without(Side side, Side other) {
        return side.columns().stream()
                .filter(column ->
                        other.columns().stream().noneMatch(it -> it.name().equals(column.name())))
                .collect(toImmutableList());
    }

    private static Rows asWholes(Session session, Side from, Side to, List<ColumnPair> pairs) {
        return new Rows(
                count(session, from, to, all("f", pairs)),
                count(session, from, to, all("t", pairs)),
                count(session, from, to, all("f", pairs).exceptAll(all("t", pairs))),
                count(session, from, to, all("t", pairs).exceptAll(all("f", pairs))),
                0,
                ImmutableMap.of(),
                ImmutableList.of());
    }

    private static Select<Record> all(String letter, List<ColumnPair> pairs) {
        return select(pairs.stream().map(pair -> pair.of(letter)).toList())
                .from(table(name("__" + letter)).as(letter));
    }

    private static long count(Session session, Side from, Side to, Select<?> query) {
        return fetch(session, from, to, select(countLarge()).from(query.asTable("counted")))
                .getFirst()
                .get(0, Long.class);
    }

    /** The rows of a query over both sides, {@code __f} and {@code __t}, whose own queries go through as they stand. */
    static List<Record> fetch(Session session, Side from, Side to, Select<?> query) {
        return session.fetch("with \"__f\" as (%s\n), \"__t\" as (%s\n) ".formatted(from.query(), to.query())
                + session.sql().renderInlined(query));
    }
}
