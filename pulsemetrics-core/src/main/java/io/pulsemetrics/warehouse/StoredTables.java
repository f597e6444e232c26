package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.TableDesign;
import io.pulsemetrics.plan.TableDesign.DesignedIndex;
import io.pulsemetrics.plan.TableDesign.ForeignKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Tables as they are designed: storage parameters, indexes and constraints. An index of ours carries a comment that says which definition
 * it was made from, so that a changed one is known.
 *
 * <p>Every method throws a {@link io.pulsemetrics.error.PulseException} that names the relation if PostgreSQL refuses. Not thread-safe.
 */
public final class StoredTables {
    private static final String MARK = "PulseMetrics index ";

    private final Session session;

    /** Works through the session. */
    public StoredTables(Session session) {
        this.session = session;
    }

    /**
     * {@code CREATE [UNLOGGED] TABLE .. [WITH (..)] AS ..}, without indexes: they come when the rows are there.
     *
     * @return its number of rows
     */
    public long createTableAs(RelationName table, String select, TableDesign design) {
        var statement = "CREATE %sTABLE %s%s AS %s"
                .formatted(design.unlogged() ? "UNLOGGED " : "", quote(table), with(design), select);
        return attempt(table, () -> session.execute(statement));
    }

    private String with(TableDesign design) {
        return design.parameters().isEmpty()
                ? ""
                : design.parameters().entrySet().stream()
                        .map(it -> "%s = %s"
                                .formatted(it.getKey(), session.sql().renderInlined(DSL.inline(it.getValue()))))
                        .collect(Collectors.joining(", ", " WITH (", ")"));
    }

    /** The indexes and the primary key of a filled table. */
    public void createIndexes(RelationName table, TableDesign design) {
        design.indexes().forEach(index -> create(table, index));
        if (!design.primaryKey().isEmpty()) {
            execute(table, "ALTER TABLE %s ADD PRIMARY KEY (%s)".formatted(quote(table), quote(design.primaryKey())));
        }
    }

    private void create(RelationName table, DesignedIndex index) {
        execute(
                table,
                "CREATE %sINDEX %s ON %s %s; COMMENT ON INDEX %s IS '%s'"
                        .formatted(
                                index.unique() ? "UNIQUE " : "",
                                quote(index.name()),
                                quote(table),
                                index.definition(),
                                quote(new RelationName(table.schema(), index.name())),
                                mark(index)));
    }

    private static String mark(DesignedIndex index) {
        return MARK
                + Hashing.sha256()
                        .hashString(index.unique() + index.definition(), StandardCharsets.UTF_8)
                        .toString()
                        .substring(0, 16);
    }

    /**
     * Adds the foreign keys of a table. Takes SHARE ROW EXCLUSIVE on what they point at, which keeps its readers undisturbed.
     *
     * @param where from the published name of a relation to the one under which it stands now
     */
    public void createForeignKeys(RelationName table, List<ForeignKey> keys, UnaryOperator<RelationName> where) {
        for (var key : keys) {
            execute(
                    table,
                    "ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s (%s)"
                            .formatted(
                                    quote(table),
                                    quote(key.name()),
                                    quote(key.column()),
                                    quote(where.apply(key.target())),
                                    quote(key.targetColumn())));
        }
    }

    /**
     * Gives a table that stays in place the indexes of its design that are missing or were defined otherwise. Takes SHARE on the table,
     * which keeps readers undisturbed.
     *
     * @return what is to be dropped afterwards with {@link #dropIndex}: indexes of ours that are no longer in the design
     */
    public ImmutableList<RelationName> reconcileIndexes(RelationName table, TableDesign design) {
        var existing = marked(table);
        var stale = ImmutableList.<RelationName>builder();
        for (var index : design.indexes()) {
            var mark = existing.get(index.name());
            if (mark != null && !mark.equals(mark(index))) {
                stale.add(renamed(new RelationName(table.schema(), index.name()), mark));
            }
            if (!mark(index).equals(mark)) {
                create(table, index);
            }
        }
        var wanted = design.indexes().stream().map(DesignedIndex::name).collect(toImmutableSet());
        existing.keySet().stream()
                .filter(name -> !wanted.contains(name))
                .forEach(name -> stale.add(new RelationName(table.schema(), name)));
        return stale.build();
    }

    /** Makes room for another index of the name. Takes SHARE UPDATE EXCLUSIVE on the index. */
    private RelationName renamed(RelationName index, String mark) {
        var name = new RelationName(index.schema(), "dropped_" + mark.substring(MARK.length()));
        execute(index, "ALTER INDEX %s RENAME TO %s".formatted(quote(index), quote(name.name())));
        return name;
    }

    /** Drops an index without keeping readers waiting; not within a transaction. */
    public void dropIndex(RelationName index) {
        execute(index, "DROP INDEX CONCURRENTLY IF EXISTS " + quote(index));
    }

    private ImmutableMap<String, String> marked(RelationName table) {
        return session.sql().resultQuery("""
                        select i.relname::text, d.description
                        from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid
                        join pg_namespace n on n.oid = c.relnamespace
                        join pg_description d on d.objoid = i.oid and d.classoid = 'pg_class'::regclass and d.objsubid = 0
                        where n.nspname = ? and c.relname = ? and starts_with(d.description, ?)
                        order by 1
                        """, table.schema(), table.name(), MARK).stream()
                .collect(toImmutableMap(row -> row.get(0, String.class), row -> row.get(1, String.class)));
    }

    private String quote(RelationName relation) {
        return Objects.requireNonNull(session.sql().render(relation.toName()));
    }

    private String quote(String name) {
        return Objects.requireNonNull(session.sql().render(DSL.name(name)));
    }

    private String quote(List<String> names) {
        return String.join(", ", names.stream().map(this::quote).collect(toImmutableList()));
    }

    private void execute(RelationName relation, String statement) {
        attempt(relation, () -> session.execute(statement));
    }

    private static long attempt(RelationName relation, LongSupplier work) {
        try {
            return work.getAsLong();
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate(relation.toString(), e);
        }
    }
}
