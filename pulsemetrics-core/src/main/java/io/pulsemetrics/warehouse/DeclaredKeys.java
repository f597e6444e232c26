package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.TableDesign;
import io.pulsemetrics.plan.TableDesign.ForeignKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * The enforced keys of a table that stays: those that are declared no longer, or otherwise, go before anything is built, since the new rows
 * may break them; those that are missing come with the new rows. Keys that were made by hand stay. Not thread-safe.
 */
public final class DeclaredKeys {
    private static final String KEYS = """
            select k.conname::text, k.contype::text, obj_description(k.oid, 'pg_constraint') is not distinct from 'PulseMetrics constraint',
              array(select a.attname::text from unnest(k.conkey) with ordinality u(number, place)
                join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number order by u.place),
              fn.nspname::text, f.relname::text,
              array(select a.attname::text from unnest(k.confkey) with ordinality u(number, place)
                join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.number order by u.place)
            from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
            left join pg_class f on f.oid = k.confrelid left join pg_namespace fn on fn.oid = f.relnamespace
            where n.nspname = ? and c.relname = ? and k.contype in ('p', 'f') and k.conparentid = 0
            order by 1
            """;

    private final Session session;

    /** Works through the session. */
    public DeclaredKeys(Session session) {
        this.session = session;
    }

    /**
     * A key that is there.
     *
     * @param ours whether a model declared it
     * @param target what a foreign key points at; empty for a primary key
     */
    private record Key(
            String name,
            boolean ours,
            ImmutableList<String> columns,
            Optional<RelationName> target,
            ImmutableList<String> targetColumns) {
        static Key of(Record row) {
            return new Key(
                    row.get(0, String.class),
                    row.get(2, Boolean.class),
                    ImmutableList.copyOf(row.get(3, String[].class)),
                    row.get(1, String.class).equals("f")
                            ? Optional.of(new RelationName(row.get(4, String.class), row.get(5, String.class)))
                            : Optional.empty(),
                    ImmutableList.copyOf(row.get(6, String[].class)));
        }

        boolean isPrimary() {
            return target.isEmpty();
        }

        boolean is(ForeignKey declared) {
            return target.equals(Optional.of(declared.target()))
                    && columns.equals(List.of(declared.column()))
                    && targetColumns.equals(List.of(declared.targetColumn()));
        }

        boolean isIn(TableDesign design) {
            return isPrimary()
                    ? columns.equals(design.primaryKey())
                    : design.foreignKeys().stream().anyMatch(this::is);
        }
    }

    private ImmutableList<Key> keys(RelationName table) {
        return session.sql().resultQuery(KEYS, table.schema(), table.name()).stream()
                .map(Key::of)
                .collect(toImmutableList());
    }

    /**
     * Drops the keys of ours that the design has no longer, before anything is built. Takes ACCESS EXCLUSIVE for a moment.
     *
     * @throws io.pulsemetrics.error.PulseException {@code publish-blocked}; if something depends on such a key
     */
    public void dropStale(RelationName table, TableDesign design) {
        var stale = keys(table).stream()
                .filter(key -> key.ours() && !key.isIn(design))
                .toList();
        if (stale.isEmpty()) {
            return;
        }
        var keys = stale.stream().map(key -> "DROP CONSTRAINT " + quote(key.name()));
        var nullable = stale.stream()
                .filter(Key::isPrimary)
                .flatMap(key -> key.columns().stream())
                .filter(column -> !design.primaryKey().contains(column))
                .map(column -> "ALTER COLUMN %s DROP NOT NULL".formatted(quote(column)));
        new BriefChange(session, table, "drop keys that are no longer declared; nothing was published")
                .apply("ALTER TABLE %s %s"
                        .formatted(quote(table), Stream.concat(keys, nullable).collect(joining(", "))));
    }

    /** The declared foreign keys that the table does not have. */
    public ImmutableList<ForeignKey> missingForeignKeys(RelationName table, TableDesign design) {
        if (design.foreignKeys().isEmpty()) {
            return ImmutableList.of();
        }
        var there = keys(table);
        return design.foreignKeys().stream()
                .filter(key -> there.stream().noneMatch(it -> it.is(key)))
                .collect(toImmutableList());
    }

    /**
     * Gives the table its declared primary key, if it has none, when the rows are published. The index is built under SHARE, which
     * readers do not feel; then, and for a partitioned table from the beginning, ACCESS EXCLUSIVE while PostgreSQL looks for NULLs.
     *
     * @throws io.pulsemetrics.error.PulseException {@code publish-blocked}; if rows break the key
     */
    public void addPrimaryKey(RelationName table, TableDesign design) {
        if (design.primaryKey().isEmpty() || keys(table).stream().anyMatch(Key::isPrimary)) {
            return;
        }
        var name = StoredKeys.primaryKeyName(table);
        var columns = design.primaryKey().stream().map(this::quote).collect(joining(", ", "(", ")"));
        var definition = columns;
        if (design.partitions().isEmpty()) {
            new StoredIndexes(session).drop(new RelationName(table.schema(), name)); // of a run that was ended here
            new Relations(session)
                    .execute(table, "CREATE UNIQUE INDEX %s ON %s %s".formatted(quote(name), quote(table), columns));
            definition = "USING INDEX " + quote(name);
        }
        new BriefChange(session, table, "add its primary key; its rows are published")
                .apply("ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY %s; %s"
                        .formatted(quote(table), quote(name), definition, new StoredKeys(session).ours(table, name)));
    }

    private String quote(RelationName relation) {
        return Objects.requireNonNull(session.sql().render(relation.toName()));
    }

    private String quote(String name) {
        return Objects.requireNonNull(session.sql().render(DSL.name(name)));
    }
}
