package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.RelationKind;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Creates, fills, describes and drops relations; each method commits by itself. A {@code SELECT} comes as SQL without bind values and
 * is passed on as it stands.
 *
 * <p>Every method throws a {@link PulseException} that names the relation if PostgreSQL refuses. Not thread-safe: one per worker.
 */
public final class Relations {
    private static final int MAX_BINDS = 32_000;

    private final Session session;

    /** Works through the session. */
    public Relations(Session session) {
        this.session = session;
    }

    /** Creates a view; its query is not run. */
    public void createView(RelationName view, String select) {
        execute(view, "CREATE VIEW %s AS %s".formatted(quote(view), select));
    }

    /**
     * Creates a table and fills it with what the query returns.
     *
     * @return its number of rows
     */
    public long createTableAs(RelationName table, String select) {
        return attempt(table, () -> session.execute("CREATE TABLE %s AS %s".formatted(quote(table), select)));
    }

    /** Creates an empty table with these names and types; a type that is not nullable gives NOT NULL. */
    public void createTable(RelationName table, List<? extends Field<?>> columns) {
        attempt(
                table,
                () -> session.sql().createTable(table.toName()).columns(columns).execute());
    }

    /**
     * Fills a table row by row, in one transaction.
     *
     * @param rows the values of each row in the order of the columns
     * @return the number of rows
     */
    public long insert(RelationName table, List<? extends Field<?>> columns, List<Object[]> rows) {
        attempt(table, () -> {
            session.begin();
            try {
                add(table, columns, rows);
                session.commit();
            } finally {
                session.rollback();
            }
            return rows.size();
        });
        return rows.size();
    }

    /** As {@link #insert}, within the transaction that is open. */
    public void add(RelationName table, List<? extends Field<?>> columns, List<Object[]> rows) {
        attempt(table, () -> {
            Iterables.partition(rows, Math.max(1, MAX_BINDS / columns.size()))
                    .forEach(part -> session.sql()
                            .insertInto(DSL.table(table.toName()), columns)
                            .valuesOfRows(part.stream().map(DSL::row).toList())
                            .execute());
            return rows.size();
        });
    }

    /** Makes a filled table ready for readers: visibility map, hint bits and statistics. */
    public void vacuumAnalyze(RelationName table) {
        execute(table, "VACUUM (ANALYZE) " + quote(table));
    }

    /** Refreshes the planner's statistics. */
    public void analyze(RelationName table) {
        execute(table, "ANALYZE " + quote(table));
    }

    /** Creates a schema where it is missing. */
    public void createSchema(String schema) {
        attempt(
                schema,
                () -> session.sql().createSchemaIfNotExists(DSL.name(schema)).execute());
    }

    /** Drops a relation with all that depends on it: for a transaction that is rolled back, and nowhere else. */
    public void dropCascading(RelationName relation, RelationKind kind) {
        execute(relation, "DROP %s IF EXISTS %s CASCADE".formatted(kind, quote(relation)));
    }

    /** The rows of a relation, in the order in which it has them. */
    public Result<Record> rows(RelationName relation, List<? extends Field<?>> columns) {
        return attempt(
                relation,
                () -> session.sql()
                        .select(columns)
                        .from(DSL.table(relation.toName()))
                        .fetch());
    }

    /** Comments on a relation and its columns. */
    public void comment(RelationName relation, RelationKind kind, Comments comments) {
        var statements = commentStatements(relation, kind, comments);
        if (!statements.isEmpty()) {
            execute(relation, statements);
        }
    }

    /** Drops a relation if it is there; what depends on it is in the way. */
    public void drop(RelationName relation, RelationKind kind) {
        execute(relation, "DROP %s IF EXISTS %s".formatted(kind.keyword(), quote(relation)));
    }

    /** Drops a table or view of whichever kind if it is there; what depends on it is in the way. */
    public void drop(RelationName relation) {
        attempt(
                        relation,
                        () -> session.sql()
                                .resultQuery("""
                        select case c.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'TABLE' end
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = ? and c.relname = ? and c.relkind in ('r', 'p', 'v', 'm')
                        """, relation.schema(), relation.name())
                                .fetch(0, String.class))
                .forEach(kind -> execute(relation, "DROP %s %s".formatted(kind, quote(relation))));
    }

    /**
     * The rows of a query.
     *
     * @param relation what it is asked about, for messages
     */
    public Result<Record> fetch(RelationName relation, String select) {
        return attempt(relation, () -> session.fetch(select));
    }

    /** Counts the rows. */
    public long count(RelationName relation) {
        return attempt(relation, () -> session.sql().fetchCount(DSL.table(relation.toName())));
    }

    /** The columns of an existing relation in their order, with the types that PostgreSQL gives them. */
    public ImmutableList<ColumnType> describe(RelationName relation) {
        return attempt(relation, () -> new Catalog(session).columns(relation));
    }

    /**
     * The columns that a query would return. PostgreSQL parses and resolves it but does not run it, and nothing stays behind.
     *
     * @param scratch a name that is free, for a view within a transaction that is rolled back
     */
    public ImmutableList<ColumnType> describe(String select, RelationName scratch) {
        return attempt(scratch, () -> {
            session.begin();
            try {
                session.execute("CREATE VIEW %s AS %s".formatted(quote(scratch), select));
                return new Catalog(session).columns(scratch);
            } finally {
                session.rollback();
            }
        });
    }

    String commentStatements(RelationName relation, RelationKind kind, Comments comments) {
        var ofRelation = Stream.ofNullable(comments.relation())
                .map(text -> "COMMENT ON %s %s IS %s".formatted(kind.keyword(), quote(relation), literal(text)));
        var ofColumns = comments.columns().entrySet().stream()
                .map(column -> "COMMENT ON COLUMN %s.%s IS %s"
                        .formatted(quote(relation), quote(column.getKey()), literal(column.getValue())));
        return Stream.concat(ofRelation, ofColumns).collect(Collectors.joining(";\n"));
    }

    String quote(RelationName relation) {
        return Objects.requireNonNull(session.sql().render(relation.toName()));
    }

    String quote(String name) {
        return Objects.requireNonNull(session.sql().render(DSL.name(name)));
    }

    private String literal(String text) {
        return Objects.requireNonNull(session.sql().renderInlined(DSL.inline(text)));
    }

    void execute(RelationName relation, String statement) {
        attempt(relation, () -> {
            session.execute(statement);
            return true;
        });
    }

    /** @param locked what others may keep locked */
    void execute(RelationName relation, RelationName locked, String statement) {
        try {
            session.execute(statement);
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate((DatabaseErrors.isLockConflict(e) ? locked : relation).toString(), e);
        }
    }

    static <T> T attempt(RelationName relation, Supplier<T> work) {
        return attempt(relation.toString(), work);
    }

    private static <T> T attempt(String where, Supplier<T> work) {
        try {
            return work.get();
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate(where, e);
        }
    }
}
