package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedSet;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Dependent;
import io.pulsemetrics.plan.RelationKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Computes materialized views that are not part of a run anew, on what the run built, before anything is locked. From then on each is
 * published like what the run built.
 *
 * <p>PostgreSQL tells a name without its schema if the search path finds it there. So a view's query is read with the final schemas on the
 * path and executed with the build schemas before them; what it then reads is compared with what it has to read.
 */
final class RecreatedViews {
    private static final String READS = """
            select distinct n.nspname::text, c.relname::text
            from pg_rewrite w join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid
            join pg_class c on d.refclassid = 'pg_class'::regclass and c.oid = d.refobjid and c.oid <> w.ev_class
            join pg_namespace n on n.oid = c.relnamespace
            where w.ev_class = (select v.oid from pg_class v join pg_namespace vn on vn.oid = v.relnamespace
              where vn.nspname = ? and v.relname = ?)
            """;

    private final Session session;
    private final List<PublishItem> items;

    /** @param items what the run built */
    RecreatedViews(Session session, Collection<PublishItem> items) {
        this.session = session;
        this.items = new ArrayList<>(items);
    }

    /**
     * Computes those that were not computed yet.
     *
     * @return the items, and these
     */
    ImmutableList<PublishItem> complete() {
        var catalog = new Catalog(session);
        var names = items.stream().map(PublishItem::name).collect(toImmutableSet());
        var replaced = catalog.relations(names.stream().map(RelationName::schema)).values().stream()
                .filter(it -> names.contains(it.name()))
                .collect(toImmutableList());
        catalog.dependencies(replaced).recreated().forEach(this::build);
        return ImmutableList.copyOf(items);
    }

    private void build(Dependent.RecreatedView it) {
        var view = it.view().name();
        var host = host(view);
        var item = new PublishItem(
                view,
                view.inSchema(host.build().schema()),
                RelationKind.MATERIALIZED_VIEW,
                Comments.NONE,
                Optional.empty(),
                host.oldSchema(),
                true);
        var where = ImmutableMap.<RelationName, RelationName>builder();
        items.forEach(built -> where.put(built.name(), built.build()));
        try {
            create(item);
        } catch (DataAccessException e) {
            if (DatabaseErrors.isLockConflict(e) || DatabaseErrors.isConnectionLost(e)) {
                throw DatabaseErrors.translate(view.toString(), e);
            }
            throw cannot(view, "it cannot be computed on what was built: " + DatabaseErrors.message(e));
        }
        verify(item, where.buildOrThrow());
        items.add(item);
    }

    /** What lends its build schema: one in which the name is free. */
    private PublishItem host(RelationName view) {
        return items.stream()
                .filter(item -> items.stream()
                        .filter(other ->
                                other.build().schema().equals(item.build().schema()))
                        .noneMatch(other -> other.name().name().equals(view.name())))
                .findFirst()
                .orElseThrow(() -> cannot(view, "each schema that is built in has a relation of its name"));
    }

    private void create(PublishItem item) {
        var finals = schemas(items.stream().map(PublishItem::name));
        var builds = schemas(items.stream().map(PublishItem::build));
        session.searchPath(finals);
        var definition = session.sql()
                .fetchSingle(
                        "select pg_get_viewdef(c.oid), c.relispopulated from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                                + " where n.nspname = ? and c.relname = ?",
                        item.name().schema(),
                        item.name().name());
        session.searchPath(ImmutableList.copyOf(
                Stream.concat(builds.stream(), finals.stream()).toList()));
        var query = definition.get(0, String.class).strip();
        var placement = Placement.of(session, item.name());
        session.execute("CREATE MATERIALIZED VIEW %s%s%s AS %s WITH %sDATA; ANALYZE %1$s"
                .formatted(
                        session.sql().render(item.build().toName()),
                        placement.method(),
                        placement.tablespace(),
                        query.endsWith(";") ? query.substring(0, query.length() - 1) : query,
                        definition.get(1, Boolean.class) ? "" : "NO "));
        session.searchPath(ImmutableList.of());
    }

    private static ImmutableList<String> schemas(Stream<RelationName> names) {
        return names.map(RelationName::schema).distinct().collect(toImmutableList());
    }

    private void verify(PublishItem item, Map<RelationName, RelationName> where) {
        var wanted = reads(item.name()).stream()
                .map(name -> Objects.requireNonNull(where.getOrDefault(name, name)))
                .collect(toImmutableSet());
        var found = reads(item.build());
        if (!wanted.equals(found)) {
            throw cannot(
                    item.name(),
                    "on what was built it would read %s instead of %s".formatted(list(found), list(wanted)));
        }
    }

    private ImmutableSet<RelationName> reads(RelationName view) {
        return session.sql().resultQuery(READS, DSL.val(view.schema()), DSL.val(view.name())).stream()
                .map(row -> new RelationName(row.get(0, String.class), row.get(1, String.class)))
                .collect(toImmutableSet());
    }

    private static String list(Collection<RelationName> names) {
        return ImmutableSortedSet.copyOf(names).stream()
                .map(RelationName::toString)
                .collect(joining(", "));
    }

    private static PulseException cannot(RelationName view, String message) {
        return PulseException.of(
                ErrorCode.CANNOT_REPLACE,
                view.toString(),
                message,
                "Let the materialized view read a view on top of what is replaced, or drop it");
    }
}
