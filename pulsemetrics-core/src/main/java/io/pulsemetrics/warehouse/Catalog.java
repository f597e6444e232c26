package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableListMultimap.toImmutableListMultimap;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.lineage.Origin;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Attachment;
import io.pulsemetrics.plan.CatalogSnapshot;
import io.pulsemetrics.plan.ColumnReader;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.ExistingRelation;
import io.pulsemetrics.plan.Owner;
import io.pulsemetrics.plan.Present;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.plan.Rights;
import io.pulsemetrics.plan.SourceColumn;
import io.pulsemetrics.plan.WorkingSchemas;
import java.util.Collection;
import java.util.Comparator;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/** Reads PostgreSQL's catalogue, with few queries however many relations there are. As thread-safe as its session: not. */
public final class Catalog {
    private static final String RELATIONS = SqlResource.read("relations");
    private static final String DEPENDENTS = SqlResource.read("dependents");

    /** The materialized views outside that read the relations directly, those that read these, and so on. */
    private static final String RECREATED = """
            with recursive replaced as (
              select unnest(cast(? as oid[])) as oid
            ), gone as (
              select oid from replaced
              union
              select w.ev_class from gone g
              join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = g.oid and d.classid = 'pg_rewrite'::regclass
              join pg_rewrite w on w.oid = d.objid and w.ev_class <> g.oid
              join pg_class c on c.oid = w.ev_class and c.relkind = 'm'
            )
            select n.nspname::text, c.relname::text, has_schema_privilege(n.oid, 'CREATE')
            from gone g join pg_class c on c.oid = g.oid join pg_namespace n on n.oid = c.relnamespace
            where g.oid not in (select oid from replaced) order by 1, 2
            """;

    private final DSLContext sql;
    private final CatalogReader reader;

    /** Reads through a session, whose empty search path makes PostgreSQL qualify the names it tells. */
    public Catalog(Session session) {
        this(session, session::read);
    }

    /** @param reader is asked for what a publish decides by */
    Catalog(Session session, CatalogReader reader) {
        this.sql = session.sql();
        this.reader = reader;
    }

    /**
     * The relations of the schemas, and what depends on those that are to be replaced. Three queries.
     *
     * @param schemas the schemas to list; one that does not exist has no relations. Those of {@code replaced} are listed too
     * @param replaced the relations that are to be replaced together; a name that stands for nothing yet has no dependents
     */
    public CatalogSnapshot snapshot(Collection<String> schemas, Collection<RelationName> replaced) {
        var relations =
                relations(Stream.concat(schemas.stream(), replaced.stream().map(RelationName::schema)));
        var existing = replaced.stream()
                .distinct()
                .filter(relations::containsKey)
                .map(relations::get)
                .collect(toImmutableList());
        return new CatalogSnapshot(role(), relations, dependencies(existing).dependents());
    }

    /** What stands in these schemas under which name, in no order. One query. */
    public ImmutableMap<RelationName, Present.Identity> identities(Collection<String> schemas) {
        return sql.resultQuery("""
                        select n.nspname::text, c.relname::text, c.oid::bigint, c.relkind::text
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = any (?) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c')
                        """, DSL.val(schemas.toArray(String[]::new))).stream()
                .collect(toImmutableMap(
                        row -> new RelationName(row.get(0, String.class), row.get(1, String.class)),
                        row -> new Present.Identity(
                                row.get(2, Long.class), RelationKind.ofCatalogCode(row.get(3, String.class)))));
    }

    /**
     * The columns of a table or view, in their order.
     *
     * @return empty if there is no such relation
     */
    public ImmutableList<ColumnType> columns(RelationName relation) {
        return sql.resultQuery("""
                        select a.attname::text, format_type(a.atttypid, a.atttypmod), a.atttypid::bigint
                        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
                        where n.nspname = ? and c.relname = ? and a.attnum > 0 and not a.attisdropped
                        order by a.attnum
                        """, relation.schema(), relation.name()).stream()
                .map(row -> new ColumnType(row.get(0, String.class), row.get(1, String.class), row.get(2, Long.class)))
                .collect(toImmutableList());
    }

    /** What people want to know of these tables and views, as far as they exist, by schema and name. One query. */
    public ImmutableList<CatalogTable> tables(Collection<RelationName> relations) {
        var names = relations.stream().map(RelationName::toString).toArray(String[]::new);
        var rows = sql.resultQuery("""
                        select n.nspname::text, c.relname::text, c.relkind::text, pg_get_userbyid(c.relowner)::text,
                            obj_description(c.oid, 'pg_class'), case c.relkind when 'v' then -1 else c.reltuples::bigint end,
                            a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnum::int,
                            col_description(c.oid, a.attnum)
                        from pg_class c join pg_namespace n on n.oid = c.relnamespace
                            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                        where n.nspname || '.' || c.relname = any (?) and c.relkind in ('r', 'p', 'v', 'm', 'f')
                        order by 1, 2, a.attnum
                        """, DSL.val(names)).fetch();
        return rows.intoGroups(new int[] {0, 1}).values().stream()
                .map(Catalog::table)
                .collect(toImmutableList());
    }

    private static CatalogTable table(Result<Record> columns) {
        var first = columns.getFirst();
        return new CatalogTable(
                new RelationName(first.get(0, String.class), first.get(1, String.class)),
                RelationKind.ofCatalogCode(first.get(2, String.class)),
                first.get(3, String.class),
                first.get(4, String.class),
                first.get(5, Long.class),
                columns.stream()
                        .map(row -> new CatalogTable.CatalogColumn(
                                row.get(6, String.class),
                                row.get(7, String.class),
                                row.get(8, Integer.class),
                                row.get(9, String.class)))
                        .collect(toImmutableList()));
    }

    /** The columns of the sources in their order, those of a source that is not there left out. One query. */
    public ImmutableListMultimap<RelationName, SourceColumn> sourceColumns(Collection<RelationName> sources) {
        var schemas = sources.stream().map(RelationName::schema).toArray(String[]::new);
        var names = sources.stream().map(RelationName::name).toArray(String[]::new);
        return sql.resultQuery("""
                        select n.nspname::text, c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), not a.attnotnull
                        from unnest(?::text[], ?::text[]) as source (schema, name)
                        join pg_namespace n on n.nspname = source.schema
                        join pg_class c on c.relnamespace = n.oid and c.relname = source.name
                        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                        order by 1, 2, a.attnum
                        """, DSL.val(schemas), DSL.val(names)).stream()
                .collect(toImmutableListMultimap(
                        row -> new RelationName(row.get(0, String.class), row.get(1, String.class)),
                        row -> new SourceColumn(
                                row.get(2, String.class), row.get(3, String.class), row.get(4, Boolean.class))));
    }

    /** Which views and materialized views use which columns of these relations. One query. */
    public ImmutableList<ColumnReader> columnReaders(Collection<RelationName> relations) {
        var schemas = relations.stream().map(RelationName::schema).toArray(String[]::new);
        var names = relations.stream().map(RelationName::name).toArray(String[]::new);
        return sql.resultQuery("""
                        select distinct n.nspname::text, c.relname::text, a.attname::text, vn.nspname::text, v.relname::text
                        from unnest(?::text[], ?::text[]) as read (schema, name)
                        join pg_namespace n on n.nspname = read.schema
                        join pg_class c on c.relnamespace = n.oid and c.relname = read.name
                        join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid and d.refobjsubid > 0
                            and d.classid = 'pg_rewrite'::regclass
                        join pg_attribute a on a.attrelid = c.oid and a.attnum = d.refobjsubid
                        join pg_rewrite w on w.oid = d.objid and w.ev_type = '1'
                        join pg_class v on v.oid = w.ev_class and v.oid <> c.oid
                        join pg_namespace vn on vn.oid = v.relnamespace
                        order by 1, 2, 3, 4, 5
                        """, DSL.val(schemas), DSL.val(names)).stream()
                .map(row -> new ColumnReader(
                        new Origin(
                                new RelationName(row.get(0, String.class), row.get(1, String.class)),
                                row.get(2, String.class)),
                        new RelationName(row.get(3, String.class), row.get(4, String.class))))
                .collect(toImmutableList());
    }

    /** What the role may do in the final schemas and the build schemas beside them. Two queries. */
    public Rights rights(Collection<String> finalSchemas) {
        return rights(WorkingSchemas.of(finalSchemas));
    }

    /** What the role may do in the schemas that a run works in. Two queries. */
    public Rights rights(WorkingSchemas working) {
        var role = sql.resultQuery("""
                        select current_user::text, current_database()::text, has_database_privilege(current_database(), 'CREATE'),
                          exists (select from pg_class c
                            where c.relnamespace = (select oid from pg_namespace where nspname = ?) and c.relkind = 'r'
                              and not (has_table_privilege(c.oid, 'SELECT') and has_table_privilege(c.oid, 'INSERT')
                                and has_table_privilege(c.oid, 'UPDATE') and has_table_privilege(c.oid, 'DELETE')))
                        """, working.state().orElse("")).fetchSingle();
        var schemas = sql.resultQuery("""
                        select n.nspname::text, has_schema_privilege(n.oid, 'USAGE'), has_schema_privilege(n.oid, 'CREATE')
                        from pg_namespace n where n.nspname = any (?) order by 1
                        """, DSL.val(working.comments().keySet().toArray(String[]::new))).stream()
                .collect(ImmutableMap.toImmutableMap(
                        row -> row.get(0, String.class),
                        row -> new Rights.OfSchema(row.get(1, Boolean.class), row.get(2, Boolean.class))));
        return new Rights(
                role.get(0, String.class),
                role.get(1, String.class),
                role.get(2, Boolean.class),
                schemas,
                role.get(3, Boolean.class));
    }

    /** What is missing to read these relations; those that are not there are not looked at. Two queries. */
    public ImmutableList<Problem> unreadable(Collection<RelationName> relations) {
        var role = role();
        return sql
                .resultQuery(
                        """
                        select n.nspname::text, c.relname::text, has_schema_privilege(n.oid, 'USAGE'),
                          has_any_column_privilege(c.oid, 'SELECT')
                        from unnest(?::text[], ?::text[]) as read (schema_name, relation_name)
                        join pg_namespace n on n.nspname = read.schema_name
                        join pg_class c on c.relnamespace = n.oid and c.relname = read.relation_name
                        order by 1, 2
                        """,
                        DSL.val(relations.stream().map(RelationName::schema).toArray(String[]::new)),
                        DSL.val(relations.stream().map(RelationName::name).toArray(String[]::new)))
                .stream()
                .map(row -> new Rights.OfRelation(
                        new RelationName(row.get(0, String.class), row.get(1, String.class)),
                        row.get(2, Boolean.class),
                        row.get(3, Boolean.class)))
                .flatMap(rights -> rights.missing(role).stream())
                .collect(toImmutableList());
    }

    /** The names of all roles of the server. */
    public ImmutableSet<String> roles() {
        return ImmutableSet.copyOf(
                sql.resultQuery("select rolname::text from pg_roles").fetch(0, String.class));
    }

    /** The role whose rights count. */
    String role() {
        return sql.fetchSingle(DSL.field("current_user::text", String.class)).value1();
    }

    Dependencies dependencies(Collection<ExistingRelation> replaced) {
        if (replaced.isEmpty()) {
            return new Dependencies(ImmutableList.of(), ImmutableMap.of(), ImmutableList.of());
        }
        var recreated = reader.read(RECREATED, oids(replaced)).stream()
                .collect(toImmutableMap(
                        row -> new RelationName(row.get(0, String.class), row.get(1, String.class)),
                        row -> row.get(2, Boolean.class)));
        var views = recreated.isEmpty()
                ? ImmutableList.<ExistingRelation>of()
                : relations(recreated.keySet()).values().asList();
        var all = ImmutableList.<ExistingRelation>builder()
                .addAll(replaced)
                .addAll(views)
                .build();
        return new Dependencies(
                all,
                recreated,
                reader.read(DEPENDENTS, oids(all)).stream()
                        .map(DependencyRow::of)
                        .collect(toImmutableList()));
    }

    private static Field<Long[]> oids(Collection<ExistingRelation> relations) {
        return DSL.val(relations.stream().map(ExistingRelation::oid).toArray(Long[]::new));
    }

    ImmutableSortedMap<RelationName, ExistingRelation> relations(Stream<String> schemas) {
        return relations(reader.read(RELATIONS, DSL.val(schemas.distinct().toArray(String[]::new))));
    }

    /** Those of these that are there. */
    ImmutableSortedMap<RelationName, ExistingRelation> relations(Set<RelationName> names) {
        return relations(reader.read(
                "select * from (\n%s\n) r where (r.schema_name, r.relation_name) in (select * from unnest(?::text[], ?::text[]))"
                        .formatted(RELATIONS),
                texts(names, RelationName::schema, true),
                texts(names, RelationName::schema, false),
                texts(names, RelationName::name, false)));
    }

    private static Field<String[]> texts(
            Set<RelationName> names, Function<RelationName, String> part, boolean distinct) {
        var texts = names.stream().map(part);
        return DSL.val((distinct ? texts.distinct() : texts).toArray(String[]::new));
    }

    private static ImmutableSortedMap<RelationName, ExistingRelation> relations(Result<Record> rows) {
        return rows.stream()
                .map(Catalog::relation)
                .collect(ImmutableSortedMap.toImmutableSortedMap(
                        Comparator.naturalOrder(), ExistingRelation::name, relation -> relation));
    }

    private static ExistingRelation relation(Record row) {
        var natures = row.get("natures", String[].class);
        var names = row.get("names", String[].class);
        return new ExistingRelation(
                new RelationName(row.get("schema_name", String.class), row.get("relation_name", String.class)),
                RelationKind.ofCatalogCode(row.get("kind", String.class)),
                row.get("oid", Long.class),
                new Owner(
                        row.get("owner", String.class),
                        row.get("ours", Boolean.class),
                        row.get("owner_may_create", Boolean.class)),
                IntStream.range(0, natures.length)
                        .mapToObj(i -> new Attachment(Attachment.Nature.valueOf(natures[i]), names[i]))
                        .collect(toImmutableList()));
    }
}
