package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Dependent;
import io.pulsemetrics.plan.ExistingRelation;
import io.pulsemetrics.plan.RelationKind;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * What is done under lock: the published relations move out and the built ones in, these get what belonged to those, views are re-pointed and
 * what was replaced is dropped or kept. Relations move between schemas and keep their names, for so do their indexes and keys.
 */
final class Swap {
    private final Session session;
    private final ImmutableList<PublishItem> items;
    private final PublishState state;
    private final KeptSets kept;
    private final ImmutableList<ExistingRelation> replaced;
    private final ImmutableMap<RelationName, PublishItem> published;
    private final CarryOver carryOver;
    private final RepointedViews views;
    private final ReboundFunctions functions;
    private final ImmutableList<String> moves;

    /** @param reader what is asked through it must still be so when the script of this is executed */
    Swap(Session session, CatalogReader reader, ImmutableList<PublishItem> items, PublishState state, KeptSets kept) {
        this.session = session;
        this.items = items;
        this.state = state;
        this.kept = kept;
        this.replaced = state.dependencies().replaced();
        this.published = items.stream().collect(toImmutableMap(PublishItem::name, item -> item));
        this.carryOver = CarryOver.read(reader, items, state);
        this.views = RepointedViews.read(reader, repointed());
        this.functions =
                ReboundFunctions.read(reader, state.dependencies().rebound().keySet());
        this.moves = moves(reader);
    }

    /** Adds its statements to a script, for when everything is locked. */
    void write(PublishScript script) {
        var oldSchemas = oldSchemas();
        oldSchemas.forEach(schema -> BuildSchemas.marked(session, schema).forEach(script::execute));
        carryOver.beforeMove(script);
        moves.forEach(script::execute);
        carryOver.afterMove(script);
        var grants = new GrantReconciliation(session);
        items.forEach(item -> item.grants().ifPresent(declared -> grants.reconcile(item.name(), declared, script)));
        views.create(script);
        functions.create(script);
        if (kept.keeps()) {
            drop(recreated(), script);
            kept.push(finalSchemas(), script);
        } else {
            drop(Lists.transform(replaced, ExistingRelation::name), script);
            oldSchemas.forEach(schema -> script.execute("DROP SCHEMA " + quote(schema)));
        }
    }

    /** The tables whose statistics objects are new and empty until the next ANALYZE. */
    ImmutableList<RelationName> statisticsToRefresh() {
        return carryOver.statisticsToRefresh();
    }

    /** What stood in the place of an item before. */
    ImmutableList<RelationName> replaced() {
        var recreated = recreated();
        return replaced.stream()
                .map(ExistingRelation::name)
                .filter(name -> !recreated.contains(name))
                .collect(toImmutableList());
    }

    /** The materialized views outside the run that took the place of themselves. */
    ImmutableList<RelationName> recreated() {
        return items.stream()
                .filter(PublishItem::recreated)
                .map(PublishItem::name)
                .collect(toImmutableList());
    }

    /** What was published for the first time. */
    ImmutableList<RelationName> created() {
        return items.stream()
                .map(PublishItem::name)
                .filter(name -> !state.relations().containsKey(name))
                .collect(toImmutableList());
    }

    /** The views to create again. */
    ImmutableList<RelationName> repointed() {
        return state.dependencies().repointed().stream()
                .map(Dependent.RepointedView::view)
                .collect(toImmutableList());
    }

    /** Those in which something is replaced that can be kept. */
    private ImmutableSet<String> finalSchemas() {
        return replaced().stream().map(RelationName::schema).collect(toImmutableSet());
    }

    /** Those that have to be created, and go again. */
    private ImmutableSet<String> oldSchemas() {
        return replaced.stream()
                .map(it -> item(it.name()).oldSchema())
                .distinct()
                .filter(schema -> !BuildSchemas.exists(session, schema))
                .collect(toImmutableSet());
    }

    private PublishItem item(RelationName name) {
        return Objects.requireNonNull(published.get(name), () -> "not in the publish: " + name);
    }

    /** All that is replaced out, then all that was built in. */
    private ImmutableList<String> moves(CatalogReader reader) {
        return Stream.concat(
                        replaced.stream()
                                .flatMap(it -> move(
                                        reader,
                                        it.kind(),
                                        it.name(),
                                        item(it.name()).oldSchema())),
                        items.stream()
                                .flatMap(it -> move(
                                        reader, it.kind(), it.build(), it.name().schema())))
                .collect(toImmutableList());
    }

    private Stream<String> move(CatalogReader reader, RelationKind kind, RelationName name, String schema) {
        var partitions =
                kind == RelationKind.PARTITIONED_TABLE ? Partitions.of(reader, name) : ImmutableList.<RelationName>of();
        return Stream.concat(Stream.of(name), partitions.stream())
                .map(it -> "ALTER %s %s SET SCHEMA %s".formatted(kind.keyword(), quote(it), quote(schema)));
    }

    /** Views and materialized views before what they read, then all tables in one statement, which does not mind their foreign keys. */
    private void drop(Collection<RelationName> names, PublishScript script) {
        state.dependencies().lockOrder().stream()
                .filter(it -> !it.kind().isTable()
                        && names.contains(it.name())
                        && replaced.stream().anyMatch(old -> old.oid() == it.oid()))
                .forEach(it -> drop(it.kind(), old(it.name()), script));
        var tables = replaced.stream()
                .filter(it -> it.kind().isTable() && names.contains(it.name()))
                .map(it -> old(it.name()))
                .collect(Collectors.joining(", "));
        if (!tables.isEmpty()) {
            drop(RelationKind.TABLE, tables, script);
        }
    }

    private String old(RelationName name) {
        return quote(name.inSchema(item(name).oldSchema()));
    }

    private static void drop(RelationKind kind, String names, PublishScript script) {
        script.execute("DROP %s %s".formatted(kind.keyword(), names), Swap::stillNeeded);
    }

    private static RuntimeException stillNeeded(DataAccessException e) {
        return DatabaseErrors.state(e).equals("2BP01")
                ? PulseException.of(
                        ErrorCode.CANNOT_REPLACE,
                        "publish",
                        "what was to be replaced is still needed: " + DatabaseErrors.detail(e),
                        "Drop what needs it, or let it need a view on top")
                : e;
    }

    private String quote(RelationName name) {
        return Objects.requireNonNull(session.sql().render(name.toName()));
    }

    private String quote(String name) {
        return Objects.requireNonNull(session.sql().render(DSL.name(name)));
    }
}
