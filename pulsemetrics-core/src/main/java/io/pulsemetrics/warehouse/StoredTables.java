package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import com.google.common.hash.Hashing;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.TableDesign;
import io.pulsemetrics.plan.TableDesign.DesignedIndex;
import io.pulsemetrics.plan.TableDesign.ForeignKey;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.conf.ParamType;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

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
     * {@code CREATE [UNLOGGED] TABLE .. [USING ..] [WITH (..)] [TABLESPACE ..] AS ..}, without indexes: they come when the rows are there.
     *
     * @param replaced what the table will take the place of, and whose tablespace and access method it takes over, if it is there
     * @return its number of rows
     */
    public long createTableAs(RelationName table, RelationName replaced, String select, TableDesign design) {
        var placement = Placement.of(session, replaced);
        if (design.partitions().isPresent()) {
            return createPartitioned(table, placement, select, design);
        }
        var statement = "CREATE %sTABLE %s%s%s%s AS %s"
                .formatted(
                        design.unlogged() ? "UNLOGGED " : "",
                        quote(table),
                        placement.method(),
                        with(design),
                        placement.tablespace(),
                        select);
        return attempt(table, () -> session.execute(statement));
    }

    /** As {@link #createTableAs}, with the rows of a relation that is there. */
    public long createTableFrom(RelationName rows, RelationName table, RelationName replaced, TableDesign design) {
        return design.partitions().isPresent()
                ? createPartitioned(table, Placement.of(session, replaced), rows, design)
                : createTableAs(table, replaced, "SELECT * FROM " + quote(rows), design);
    }

    /** {@code CREATE TABLE ..}, empty, with these names and types; what it replaces is treated as above. */
    public void createTable(RelationName table, RelationName replaced, List<? extends Field<?>> columns) {
        var placement = Placement.of(session, replaced);
        var statement =
                session.sql().createTable(table.toName()).columns(columns).getSQL(ParamType.INLINED);
        execute(table, statement + placement.method() + placement.tablespace());
    }

    /** {@code CREATE MATERIALIZED VIEW ..}, filled; what it replaces is treated as above. */
    public void createMaterializedView(RelationName view, RelationName replaced, String select) {
        var placement = Placement.of(session, replaced);
        execute(
                view,
                "CREATE MATERIALIZED VIEW %s%s%s AS %s"
                        .formatted(quote(view), placement.method(), placement.tablespace(), select));
    }

    /** The rows are computed once, into a table beside it, so that it is known which partitions they need. */
    private long createPartitioned(RelationName table, Placement placement, String select, TableDesign design) {
        var rows = new RelationName(
                table.schema(),
                Hashing.sha256()
                                .hashString(table.name(), StandardCharsets.UTF_8)
                                .toString()
                                .substring(0, 40)
                        + "__rows");
        attempt(table, () -> session.execute("CREATE UNLOGGED TABLE %s AS %s".formatted(quote(rows), select)));
        long inserted = createPartitioned(table, placement, rows, design);
        execute(rows, "DROP TABLE " + quote(rows));
        return inserted;
    }

    private long createPartitioned(RelationName table, Placement placement, RelationName rows, TableDesign design) {
        var column = design.partitions().orElseThrow().column();
        execute(
                table,
                "CREATE TABLE %s (LIKE %s) PARTITION BY RANGE (%s)%s"
                        .formatted(quote(table), quote(rows), quote(column), placement.tablespace()));
        missingPartitions(table, rows, design)
                .forEach(it -> execute(
                        it.name(),
                        "CREATE %sTABLE %s PARTITION OF %s %s%s"
                                .formatted(
                                        design.unlogged() ? "UNLOGGED " : "",
                                        quote(it.name()),
                                        quote(table),
                                        it.bounds(),
                                        with(design))));
        return attempt(
                table, () -> session.execute("INSERT INTO %s SELECT * FROM %s".formatted(quote(table), quote(rows))));
    }

    /**
     * Gives a partitioned table that stays in place the partitions that the rows need. Takes SHARE UPDATE EXCLUSIVE on it, which keeps
     * readers and writers undisturbed; those that lock more are there by now, see {@link Extension}.
     */
    void attachPartitions(RelationName table, RelationName rows, TableDesign design) {
        missingPartitions(table, rows, design)
                .forEach(it -> execute(it.name(), table, creation(it, table, design) + ";" + attachment(it, table)));
    }

    private String creation(MissingPartition it, RelationName table, TableDesign design) {
        return "CREATE %sTABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING STORAGE)%s"
                .formatted(design.unlogged() ? "UNLOGGED " : "", quote(it.name()), quote(table), with(design));
    }

    private String attachment(MissingPartition it, RelationName table) {
        return "ALTER TABLE %s ATTACH PARTITION %s %s".formatted(quote(table), quote(it.name()), it.bounds());
    }

    /** What is to be attached to a table beside its partition for NULLs, which PostgreSQL locks against readers and looks through then. */
    Optional<Extension> extension(RelationName table, RelationName rows, TableDesign design) {
        var nulls = new RelationName(
                table.schema(), design.partitions().orElseThrow().nameOfNull(table.name()));
        var missing = missingPartitions(table, rows, design);
        return missing.isEmpty() || !Partitions.of(session, table).contains(nulls)
                ? Optional.empty()
                : Optional.of(new Extension(
                        table,
                        nulls,
                        Lists.transform(missing, it -> creation(it, table, design)),
                        Lists.transform(missing, it -> attachment(it, table))));
    }

    /** A partition to be made. */
    private record MissingPartition(RelationName name, String bounds) {}

    private ImmutableList<MissingPartition> missingPartitions(
            RelationName table, RelationName rows, TableDesign design) {
        var partitions = design.partitions().orElseThrow();
        var there = Partitions.of(session, table);
        var begins = attempt(
                table,
                () -> session.fetch("SELECT DISTINCT date_trunc('%s', CAST(%s AS timestamp)) FROM %s ORDER BY 1"
                                .formatted(
                                        Ascii.toLowerCase(partitions.unit().name()),
                                        quote(partitions.column()),
                                        quote(rows)))
                        .getValues(0, LocalDateTime.class));
        return begins.stream()
                .map(begin -> missing(table, partitions, begin))
                .filter(it -> !there.contains(it.name()))
                .collect(toImmutableList());
    }

    private static MissingPartition missing(
            RelationName table, TableDesign.Partitions partitions, @Nullable LocalDateTime begin) {
        return begin == null
                ? new MissingPartition(new RelationName(table.schema(), partitions.nameOfNull(table.name())), "DEFAULT")
                : new MissingPartition(
                        new RelationName(table.schema(), partitions.name(table.name(), begin)),
                        "FOR VALUES FROM ('%s') TO ('%s')"
                                .formatted(begin, partitions.unit().ceiling(begin)));
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
            var name = primaryKeyName(table);
            execute(
                    table,
                    "ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY (%s); %s"
                            .formatted(quote(table), quote(name), quote(design.primaryKey()), ours(table, name)));
        }
    }

    /** As PostgreSQL itself would name it. */
    static String primaryKeyName(RelationName table) {
        var stem = table.name();
        while (stem.getBytes(StandardCharsets.UTF_8).length > 58) {
            stem = stem.substring(0, stem.length() - 1);
        }
        return stem + "_pkey";
    }

    /** What tells it from a constraint that was made by hand. */
    String ours(RelationName table, String constraint) {
        return "COMMENT ON CONSTRAINT %s ON %s IS 'PulseMetrics constraint'".formatted(quote(constraint), quote(table));
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
            var target = where.apply(key.target());
            execute(
                    table,
                    target,
                    "ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s (%s); %s"
                            .formatted(
                                    quote(table),
                                    quote(key.name()),
                                    quote(key.column()),
                                    quote(target),
                                    quote(key.targetColumn()),
                                    ours(table, key.name())));
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

    /**
     * Drops an index without keeping readers waiting; not within a transaction. That of a partitioned table cannot be dropped so: it is
     * dropped if nobody is in the way at this moment, else after a later run.
     */
    public void dropIndex(RelationName index) {
        if (!isPartitioned(index)) {
            execute(index, "DROP INDEX CONCURRENTLY IF EXISTS " + quote(index));
            return;
        }
        session.begin();
        try {
            session.execute("SET LOCAL lock_timeout = 300; DROP INDEX IF EXISTS " + quote(index));
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

    private String quote(RelationName relation) {
        return Objects.requireNonNull(session.sql().render(relation.toName()));
    }

    private String quote(String name) {
        return Objects.requireNonNull(session.sql().render(DSL.name(name)));
    }

    private String quote(List<String> names) {
        return String.join(", ", names.stream().map(this::quote).collect(toImmutableList()));
    }

    /** @param locked what others may keep locked */
    private void execute(RelationName relation, RelationName locked, String statement) {
        attempt(() -> session.execute(statement), e -> DatabaseErrors.isLockConflict(e) ? locked : relation);
    }

    private void execute(RelationName relation, String statement) {
        attempt(relation, () -> session.execute(statement));
    }

    private static <T> T attempt(RelationName relation, Supplier<T> work) {
        return attempt(work, e -> relation);
    }

    private static <T> T attempt(Supplier<T> work, Function<DataAccessException, RelationName> where) {
        try {
            return work.get();
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate(where.apply(e).toString(), e);
        }
    }
}
