package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.ExistingRelation;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jooq.Record;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Indexes, constraints, defaults and NOT NULLs that somebody made on a published relation and that no model declares. The built relation is
 * given them before it takes the published one's place, while nobody reads it. What a model declares carries a comment of ours, and goes
 * when the model no longer declares it.
 */
public final class HandMade {
    private static final String QUERY = SqlResource.read("hand-made");

    /** Indexes of partitions that belong to none of the table. */
    private static final String OF_PARTITIONS = """
            select n.nspname::text as schema_name, c.relname::text as relation_name,
              format('the index %I of partition %I', i.relname, p.relname) as object,
              format('DROP INDEX %I.%I', xn.nspname, i.relname) as removal
            from unnest(?::oid[]) replaced (oid) join pg_class c on c.oid = replaced.oid join pg_namespace n on n.oid = c.relnamespace
            cross join lateral pg_partition_tree(c.oid) t
            join pg_class p on p.oid = t.relid and p.oid <> c.oid join pg_index x on x.indrelid = p.oid
            join pg_class i on i.oid = x.indexrelid join pg_namespace xn on xn.oid = i.relnamespace
            where not exists (select from pg_inherits h where h.inhrelid = i.oid)
            order by 1, 2, 3
            """;

    private final Session session;
    private final CatalogReader reader;

    /** Works through the session. */
    public HandMade(Session session) {
        this(session, session::read);
    }

    /** @param reader is asked what is missing */
    HandMade(Session session, CatalogReader reader) {
        this.session = session;
        this.reader = reader;
    }

    /**
     * One thing that is missing.
     *
     * @param on the published relation
     * @param object in words
     * @param columns the columns that it needs
     * @param target what it references, if it is a foreign key
     */
    private record Missing(
            RelationName on,
            String object,
            ImmutableList<String> columns,
            String sql,
            String removal,
            Optional<RelationName> target) {

        static Missing of(Record row) {
            var target = row.get("target_name", String.class);
            return new Missing(
                    new RelationName(row.get("schema_name", String.class), row.get("relation_name", String.class)),
                    row.get("object", String.class),
                    ImmutableList.copyOf(row.get("columns", String[].class)),
                    row.get("sql", String.class),
                    row.get("removal", String.class),
                    Optional.ofNullable(target)
                            .map(name -> new RelationName(row.get("target_schema", String.class), name)));
        }

        Problem problem(String message) {
            return new Problem(
                    ErrorCode.CANNOT_REPLACE,
                    on.toString(),
                    "%s, which was made by hand, %s".formatted(object, message),
                    "Let the model declare what it needs, or drop it with " + removal);
        }
    }

    /**
     * What cannot go over to a relation with other columns, for the plan.
     *
     * @param columns of each published relation that is to be replaced: the columns that it will have
     */
    public ImmutableList<Problem> lost(Map<ExistingRelation, Set<String>> columns) {
        var byName = columns.entrySet().stream()
                .collect(ImmutableMap.toImmutableMap(it -> it.getKey().name(), Map.Entry::getValue));
        var unfit = missing(Maps.toMap(columns.keySet(), it -> 0L)).stream()
                .flatMap(it -> it.columns().stream()
                        .filter(column ->
                                !Objects.requireNonNull(byName.get(it.on())).contains(column))
                        .map(column -> it.problem("needs the column %s, which will not be there".formatted(column))));
        return Stream.concat(unfit, ofPartitions(columns.keySet())).collect(toImmutableList());
    }

    private Stream<Problem> ofPartitions(Collection<ExistingRelation> replaced) {
        var oids = replaced.stream().map(ExistingRelation::oid).toArray(Long[]::new);
        return session.sql().resultQuery(OF_PARTITIONS, DSL.val(oids)).stream()
                .map(row -> new Problem(
                        ErrorCode.CANNOT_REPLACE,
                        "%s.%s".formatted(row.get("schema_name"), row.get("relation_name")),
                        "%s, which was made by hand, stands on a partition that will not be there"
                                .formatted(row.get("object")),
                        "Make it on the whole table, let the model declare it, or drop it with " + row.get("removal")));
    }

    /**
     * Gives a built relation what the published one of its name has, foreign keys excepted: what they reference may not be built yet.
     *
     * @throws PulseException {@code cannot-replace}: PostgreSQL refuses
     */
    public void carryOver(RelationName published, RelationName build) {
        var old = oid(published);
        if (old != 0) {
            missing(new Long[] {old}, new Long[] {oid(build)}).stream()
                    .filter(it -> it.target().isEmpty())
                    .forEach(it -> create(it, name -> name));
        }
    }

    /** 0 if it is not there. */
    private long oid(RelationName relation) {
        return session.sql()
                .fetchSingle(
                        "select coalesce(to_regclass(format('%I.%I', cast(? as text), cast(? as text)))::oid::bigint, 0)",
                        relation.schema(), relation.name())
                .get(0, Long.class);
    }

    /** As {@link #carryOver}, for everything that a publish puts in its place, and with the foreign keys. */
    void complete(Collection<PublishItem> items) {
        var builds = items.stream().collect(ImmutableMap.toImmutableMap(PublishItem::name, PublishItem::build));
        var relations = new Catalog(session)
                .relations(items.stream()
                        .flatMap(it -> Stream.of(it.name().schema(), it.build().schema())));
        missing(items, relations).forEach(it -> create(it, name -> builds.getOrDefault(name, name)));
    }

    /**
     * Whether something was made since then.
     *
     * @param relations what stands under the names of the items now
     */
    boolean isMissing(Collection<PublishItem> items, Map<RelationName, ExistingRelation> relations) {
        return !missing(items, relations).isEmpty();
    }

    private ImmutableList<Missing> missing(
            Collection<PublishItem> items, Map<RelationName, ExistingRelation> relations) {
        var pairs = ImmutableMap.<ExistingRelation, Long>builder();
        for (var item : items) {
            var old = relations.get(item.name());
            var built = relations.get(item.build());
            if (old != null && built != null) {
                pairs.put(old, built.oid());
            }
        }
        return missing(pairs.buildOrThrow());
    }

    private ImmutableList<Missing> missing(Map<ExistingRelation, Long> pairs) {
        return missing(
                pairs.keySet().stream().map(ExistingRelation::oid).toArray(Long[]::new),
                pairs.values().toArray(Long[]::new));
    }

    private ImmutableList<Missing> missing(Long[] published, Long[] built) {
        return reader.read(QUERY, DSL.val(published), DSL.val(built)).stream()
                .map(Missing::of)
                .collect(toImmutableList());
    }

    private void create(Missing it, Function<RelationName, RelationName> place) {
        var sql = it.target()
                .map(target -> it.sql().replace(references(target), references(place.apply(target))))
                .orElse(it.sql());
        try {
            session.execute(sql);
        } catch (DataAccessException e) {
            if (DatabaseErrors.isLockConflict(e) || DatabaseErrors.isConnectionLost(e)) {
                throw DatabaseErrors.translate(it.target().orElse(it.on()).toString(), e);
            }
            throw new PulseException(
                    ImmutableList.of(it.problem("does not fit what replaces it: " + DatabaseErrors.message(e))));
        }
    }

    private String references(RelationName target) {
        return " REFERENCES %s("
                .formatted(session.sql()
                        .fetchSingle("select format('%I.%I', ?, ?)", target.schema(), target.name())
                        .get(0, String.class));
    }
}
