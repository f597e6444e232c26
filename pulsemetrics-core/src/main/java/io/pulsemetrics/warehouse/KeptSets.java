package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.ExistingRelation;
import io.pulsemetrics.plan.RelationKind;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * The relations that the last publishes replaced: those of the last one in {@code analytics__kept1}, those of the one before in
 * {@code analytics__kept2}. Schemas change their names, so that the relations in them are not touched.
 *
 * <p>Used by the connection that holds the target's lock. Keeping needs the right to create schemas in the database.
 */
public final class KeptSets {
    private static final String STILL_NEEDED = "2BP01";
    private static final String STRIPPING = """
            with kept as (select c.oid, c.relkind, format('%I.%I', n.nspname, c.relname) as name
              from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = any (cast(? as oid[])))
            select format('DROP TRIGGER %I ON %s', t.tgname, k.name) from kept k join pg_trigger t on t.tgrelid = k.oid
            where not t.tgisinternal
            union all select format('DROP STATISTICS %I.%I', n.nspname, s.stxname) from kept k
            join pg_statistic_ext s on s.stxrelid = k.oid join pg_namespace n on n.oid = s.stxnamespace
            union all select format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', k.name) from kept k
            where k.relkind in ('r', 'p')
            """;

    /** Without them what they reference can be replaced. */
    private static final String FOREIGN_KEYS = """
            select format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) from pg_constraint c
            where c.contype = 'f' and c.conparentid = 0 and c.conrelid = any (cast(? as oid[]))
            """;

    private final Session session;
    private final ImmutableSortedSet<String> finalSchemas;
    private final int most;

    /** A schema that holds what was replaced in a final schema. */
    private record Kept(String finalSchema, int number) {
        String name() {
            return BuildNames.keptSchema(finalSchema, number);
        }

        Kept numbered(int other) {
            return new Kept(finalSchema, other);
        }
    }

    /**
     * The sets of a target.
     *
     * @param finalSchemas the schemas that the target publishes in
     * @param most how many sets are to be kept
     */
    public KeptSets(HeldLock lock, Collection<String> finalSchemas, int most) {
        this(lock.session(), ImmutableSortedSet.copyOf(finalSchemas), most);
    }

    private KeptSets(Session session, ImmutableSortedSet<String> finalSchemas, int most) {
        this.session = session;
        this.finalSchemas = finalSchemas;
        this.most = most;
    }

    /** The same sets, of which the next publish adds none. */
    KeptSets keepingNone() {
        return new KeptSets(session, finalSchemas, 0);
    }

    /** Whether the next publish is to keep what it replaces. */
    boolean keeps() {
        return most > 0;
    }

    /** Makes what a publish replaced the newest set; in the publish transaction. */
    void push(Collection<String> schemas) {
        if (schemas.isEmpty()) {
            return;
        }
        renumber(number -> number + 1);
        schemas.forEach(schema -> {
            var kept = new Kept(schema, 1).name();
            rename(BuildNames.oldSchema(schema), kept);
            comment(kept, BuildNames.KEPT_MARKER);
        });
        executeEach(FOREIGN_KEYS);
    }

    /** Takes away the schemas of the newest set, which are empty now; those of the set before become the newest. */
    void pop() {
        found().stream()
                .filter(kept -> kept.number() == 1)
                .forEach(kept -> session.execute("DROP SCHEMA " + quote(kept.name())));
        renumber(number -> number - 1);
    }

    /**
     * Drops the sets that are too many. A set that something else has come to depend on stays.
     *
     * @throws io.pulsemetrics.error.PulseException if PostgreSQL refuses for another reason
     */
    void prune() {
        found().stream()
                .filter(kept -> kept.number() > most)
                .collect(groupingBy(Kept::number))
                .values()
                .forEach(this::drop);
    }

    /** The relations of the newest set by the names under which they were published; empty if there is none. */
    ImmutableSortedMap<RelationName, ExistingRelation> newest() {
        var newest = found().stream().filter(kept -> kept.number() == 1).collect(toImmutableList());
        return new Catalog(session)
                .relations(newest.stream().map(Kept::name)).values().stream()
                        .filter(relation -> !relation.isPart())
                        .collect(ImmutableSortedMap.toImmutableSortedMap(
                                Comparator.naturalOrder(), relation -> published(newest, relation), it -> it));
    }

    private static RelationName published(Collection<Kept> kept, ExistingRelation relation) {
        var schema = kept.stream()
                .filter(it -> it.name().equals(relation.name().schema()))
                .findFirst()
                .orElseThrow()
                .finalSchema();
        return relation.name().inSchema(schema);
    }

    /**
     * Frees the relations of the newest set from what a publish gives to what it publishes: they get it from what they replace. In the
     * publish transaction.
     */
    void strip() {
        executeEach(STRIPPING);
    }

    /** Executes the statements that a query tells of the relations of the newest set. */
    private void executeEach(String query) {
        var oids = newest().values().stream().map(ExistingRelation::oid).toArray(Long[]::new);
        session.sql().resultQuery(query, DSL.val(oids)).fetch(0, String.class).forEach(session::execute);
    }

    /** By number, highest first, so that each can take the name of the one before. */
    private ImmutableList<Kept> found() {
        var candidates = finalSchemas.stream()
                .flatMap(schema -> Stream.iterate(1, number -> number + 1)
                        .limit(BuildNames.MOST_KEPT_SETS + 1L)
                        .map(number -> new Kept(schema, number)))
                .toList();
        var marked = session.sql()
                .resultQuery(
                        "select nspname::text from pg_namespace where nspname = any (?)"
                                + " and obj_description(oid, 'pg_namespace') = ?",
                        DSL.val(candidates.stream().map(Kept::name).toArray(String[]::new)),
                        DSL.val(BuildNames.KEPT_MARKER))
                .fetchSet(0, String.class);
        return candidates.stream()
                .filter(kept -> marked.contains(kept.name()))
                .sorted(Comparator.comparingInt(Kept::number).reversed())
                .collect(toImmutableList());
    }

    private void renumber(IntUnaryOperator renumbered) {
        var found = renumbered.applyAsInt(1) > 1 ? found() : found().reverse();
        found.forEach(kept -> rename(
                kept.name(), kept.numbered(renumbered.applyAsInt(kept.number())).name()));
    }

    private void drop(List<Kept> set) {
        session.begin();
        try {
            var catalog = new Catalog(session);
            var relations = catalog.relations(set.stream().map(Kept::name));
            catalog.dependencies(relations.values()).lockOrder().stream()
                    .filter(it -> relations.containsKey(it.name()) && !it.kind().isTable())
                    .forEach(it -> drop(it.kind(), render(it.name())));
            var tables = relations.values().stream()
                    .filter(it -> it.kind().isTable())
                    .map(it -> render(it.name()))
                    .collect(joining(", "));
            if (!tables.isEmpty()) {
                drop(RelationKind.TABLE, tables);
            }
            set.forEach(kept -> session.execute("DROP SCHEMA " + quote(kept.name())));
            session.commit();
        } catch (DataAccessException e) {
            if (!DatabaseErrors.state(e).equals(STILL_NEEDED)) {
                throw DatabaseErrors.translate("schema " + set.getFirst().name(), e);
            }
        } finally {
            session.rollback();
        }
    }

    private void drop(RelationKind kind, String names) {
        session.execute("DROP %s %s".formatted(kind.keyword(), names));
    }

    private String render(RelationName name) {
        return Objects.requireNonNull(session.sql().render(name.toName()));
    }

    private void rename(String from, String to) {
        session.execute("ALTER SCHEMA %s RENAME TO %s".formatted(quote(from), quote(to)));
    }

    private void comment(String schema, String text) {
        session.execute("COMMENT ON SCHEMA %s IS '%s'".formatted(quote(schema), text));
    }

    private String quote(String name) {
        return Objects.requireNonNull(session.sql().render(DSL.name(name)));
    }
}
