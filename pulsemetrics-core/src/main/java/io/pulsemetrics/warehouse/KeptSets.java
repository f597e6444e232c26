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
import org.jooq.Field;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * The relations that the last publishes replaced: those of the last one in {@code analytics__kept1}, those of the one before in
 * {@code analytics__kept2}. Schemas change their names, so that the relations in them are not touched; where they were made for a role
 * that may not do that, the relations move from one to the next.
 *
 * <p>Used by the connection that holds the target's lock.
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

    /** What moves everything from one schema to another. */
    private static final String MOVING = """
            select format('ALTER %s %I.%I SET SCHEMA %I',
              case c.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'TABLE' end, n.nspname, c.relname, ?::text)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = ? and c.relkind in ('r', 'p', 'v', 'm')
            union all select format('ALTER STATISTICS %I.%I SET SCHEMA %I', n.nspname, s.stxname, ?::text)
            from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace where n.nspname = ?
            """;

    /** Without them what they reference can be replaced. */
    private static final String FOREIGN_KEYS = """
            select format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname)
            from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
            where c.contype = 'f' and c.conparentid = 0 and n.nspname = any (?)
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

    /** Makes what a publish replaced the newest set. */
    void push(Collection<String> schemas, PublishScript script) {
        if (schemas.isEmpty()) {
            return;
        }
        renumber(found(), number -> number + 1, script);
        boolean renames = renames();
        for (var schema : schemas) {
            var old = BuildNames.oldSchema(schema);
            var kept = new Kept(schema, 1).name();
            if (renames) {
                script.execute(renaming(old, kept));
                script.execute("COMMENT ON SCHEMA %s IS '%s'".formatted(quote(kept), BuildNames.KEPT_MARKER));
            } else {
                script.executeEach(moving(old, kept), e -> e);
            }
        }
        var newest = schemas.stream().map(schema -> new Kept(schema, 1).name()).toArray(String[]::new);
        script.executeEach(inlined(FOREIGN_KEYS, DSL.val(newest)), e -> e);
    }

    /** Takes away the schemas of the newest set, which are empty by then; those of the set before become the newest. */
    void pop(PublishScript script) {
        var found = found();
        if (renames()) {
            found.stream()
                    .filter(kept -> kept.number() == 1)
                    .forEach(kept -> script.execute("DROP SCHEMA " + quote(kept.name())));
        }
        var older = found.stream().filter(kept -> kept.number() > 1).collect(toImmutableList());
        renumber(older.reverse(), number -> number - 1, script);
    }

    /** Whether the schemas are ours to rename; else they were made for us and stay. */
    private boolean renames() {
        var names = candidates().stream().map(Kept::name);
        var old = finalSchemas.stream().map(BuildNames::oldSchema);
        return session.sql()
                .fetchSingle(DSL.field(
                        "has_database_privilege(current_database(), 'CREATE') and not exists (select from pg_namespace"
                                + " where nspname = any (?) and not pg_has_role(nspowner, 'USAGE'))",
                        Boolean.class,
                        DSL.val(Stream.concat(names, old).toArray(String[]::new))))
                .value1();
    }

    private String moving(String from, String to) {
        return inlined(MOVING, DSL.val(to), DSL.val(from), DSL.val(to), DSL.val(from));
    }

    private String inlined(String query, Field<?>... values) {
        return Objects.requireNonNull(session.sql().renderInlined(session.sql().resultQuery(query, (Object[]) values)));
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
        var oids = newest().values().stream().map(ExistingRelation::oid).toArray(Long[]::new);
        session.read(STRIPPING, DSL.val(oids)).getValues(0, String.class).forEach(session::execute);
    }

    /** By number, highest first, so that each can take the name of the one before. */
    private ImmutableList<Kept> found() {
        var candidates = candidates();
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

    private ImmutableList<Kept> candidates() {
        return finalSchemas.stream()
                .flatMap(schema -> Stream.iterate(1, number -> number + 1)
                        .limit(BuildNames.MOST_KEPT_SETS + 1L)
                        .map(number -> new Kept(schema, number)))
                .collect(toImmutableList());
    }

    private void renumber(List<Kept> sets, IntUnaryOperator renumbered, PublishScript script) {
        boolean renames = renames();
        for (var kept : sets) {
            var next = kept.numbered(renumbered.applyAsInt(kept.number())).name();
            if (renames) {
                script.execute(renaming(kept.name(), next));
            } else {
                script.executeEach(moving(kept.name(), next), e -> e);
            }
        }
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
            if (renames()) {
                set.forEach(kept -> session.execute("DROP SCHEMA " + quote(kept.name())));
            }
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

    private String renaming(String from, String to) {
        return "ALTER SCHEMA %s RENAME TO %s".formatted(quote(from), quote(to));
    }

    private String quote(String name) {
        return Objects.requireNonNull(session.sql().render(DSL.name(name)));
    }
}
