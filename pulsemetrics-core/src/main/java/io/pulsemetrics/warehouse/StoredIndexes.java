package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.TableDesign;
import io.pulsemetrics.plan.TableDesign.DesignedIndex;
import java.nio.charset.StandardCharsets;
import org.jooq.exception.DataAccessException;

/**
 * The indexes of tables as they are designed. An index of ours carries a comment that says which definition it was made from, so that a
 * changed one is known.
 *
 * <p>Every method throws a {@link io.pulsemetrics.error.PulseException} that names the relation if PostgreSQL refuses. Not thread-safe.
 */
public final class StoredIndexes {
    private static final String MARK = "PulseMetrics index ";

    private final Session session;
    private final Relations relations;

    /** Works through the session. */
    public StoredIndexes(Session session) {
        this.session = session;
        this.relations = new Relations(session);
    }

    /** The indexes and the primary key of a filled table. */
    public void create(RelationName table, TableDesign design) {
        design.indexes().forEach(index -> create(table, index));
        new StoredKeys(session).createPrimaryKey(table, design);
    }

    private void create(RelationName table, DesignedIndex index) {
        relations.execute(
                table,
                "CREATE %sINDEX %s ON %s %s; COMMENT ON INDEX %s IS '%s'"
                        .formatted(
                                index.unique() ? "UNIQUE " : "",
                                relations.quote(index.name()),
                                relations.quote(table),
                                index.definition(),
                                relations.quote(new RelationName(table.schema(), index.name())),
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
     * Gives a table that stays in place the indexes of its design that are missing or were defined otherwise. Takes SHARE on the table,
     * which keeps readers undisturbed.
     *
     * @return what is to be dropped afterwards with {@link #drop}: indexes of ours that are no longer in the design
     */
    public ImmutableList<RelationName> reconcile(RelationName table, TableDesign design) {
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
        relations.execute(
                index, "ALTER INDEX %s RENAME TO %s".formatted(relations.quote(index), relations.quote(name.name())));
        return name;
    }

    /**
     * Drops an index without keeping readers waiting; not within a transaction. That of a partitioned table cannot be dropped so: it is
     * dropped if nobody is in the way at this moment, else after a later run.
     */
    public void drop(RelationName index) {
        if (!isPartitioned(index)) {
            relations.execute(index, "DROP INDEX CONCURRENTLY IF EXISTS " + relations.quote(index));
            return;
        }
        session.begin();
        try {
            session.execute("SET LOCAL lock_timeout = 300; DROP INDEX IF EXISTS " + relations.quote(index));
            session.commit();
        } catch (DataAccessException e) {
            if (!DatabaseErrors.isLockConflict(e)) {
                throw DatabaseErrors.translate(index.toString(), e);
            }
        } finally {
            session.rollback();
        }
    }

    private boolean isPartitioned(RelationName index) {
        return session.sql()
                .fetchSingle(
                        "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                + " where n.nspname = ? and c.relname = ? and c.relkind = 'I')",
                        index.schema(),
                        index.name())
                .get(0, Boolean.class);
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
}
