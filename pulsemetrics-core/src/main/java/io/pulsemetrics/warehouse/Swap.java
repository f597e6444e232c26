package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
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
 * Under lock: moves the published relations out and the built ones in, gives these what belonged to those, re-points views and drops
 * or keeps what was replaced. Relations move between schemas and keep their names, for so do their indexes and keys.
 */
final class Swap {
    private final Session session;
    private final ImmutableList<PublishItem> items;
    private final PublishState state;
    private final KeptSets kept;
    private final ImmutableList<ExistingRelation> replaced;
    private final ImmutableMap<RelationName, PublishItem> published;

    Swap(Session session, ImmutableList<PublishItem> items, PublishState state, KeptSets kept) {
        this.session = session;
        this.items = items;
        this.state = state;
        this.kept = kept;
        this.replaced = state.dependencies().replaced();
        this.published = items.stream().collect(toImmutableMap(PublishItem::name, item -> item));
    }

    void run() {
        var carryOver = CarryOver.read(session, items, state);
        var views = RepointedViews.read(session, repointed());
        var functions =
                ReboundFunctions.read(session, state.dependencies().rebound().keySet());
        var oldSchemas = createOldSchemas();
        carryOver.beforeMove();
        moveOut();
        moveIn();
        carryOver.afterMove();
        var grants = new GrantReconciliation(session);
        items.forEach(item -> item.grants().ifPresent(declared -> grants.reconcile(item.name(), declared)));
        views.create();
        functions.create();
        if (kept.keeps()) {
            drop(recreated());
            kept.push(finalSchemas());
        } else {
            drop(Lists.transform(replaced, ExistingRelation::name));
            oldSchemas.forEach(schema -> session.execute("DROP SCHEMA " + quote(schema)));
        }
        statisticsToRefresh = carryOver.statisticsToRefresh();
    }

    private ImmutableList<RelationName> statisticsToRefresh = ImmutableList.of();

    /** The tables whose statistics objects are new and empty until the next ANALYZE. */
    ImmutableList<RelationName> statisticsToRefresh() {
        return statisticsToRefresh;
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

    private ImmutableSet<String> createOldSchemas() {
        var missing = replaced.stream()
                .map(it -> item(it.name()).oldSchema())
                .distinct()
                .filter(schema -> !BuildSchemas.exists(session, schema))
                .collect(toImmutableSet());
        missing.forEach(schema -> BuildSchemas.createMarked(session, schema));
        return missing;
    }

    private PublishItem item(RelationName name) {
        return Objects.requireNonNull(published.get(name), () -> "not in the publish: " + name);
    }

    private void moveOut() {
        executeAll(replaced.stream()
                .flatMap(it -> move(it.kind(), it.name(), item(it.name()).oldSchema())));
    }

    private void moveIn() {
        executeAll(items.stream()
                .flatMap(it -> move(it.kind(), it.build(), it.name().schema())));
    }

    private Stream<String> move(RelationKind kind, RelationName name, String schema) {
        var partitions = kind == RelationKind.PARTITIONED_TABLE
                ? Partitions.of(session, name)
                : ImmutableList.<RelationName>of();
        return Stream.concat(Stream.of(name), partitions.stream())
                .map(it -> "ALTER %s %s SET SCHEMA %s".formatted(kind.keyword(), quote(it), quote(schema)));
    }

    /** Views and materialized views before what they read, then all tables in one statement, which does not mind their foreign keys. */
    private void drop(Collection<RelationName> names) {
        state.dependencies().lockOrder().stream()
                .filter(it -> !it.kind().isTable()
                        && names.contains(it.name())
                        && replaced.stream().anyMatch(old -> old.oid() == it.oid()))
                .forEach(it -> drop(it.kind(), old(it.name())));
        var tables = replaced.stream()
                .filter(it -> it.kind().isTable() && names.contains(it.name()))
                .map(it -> old(it.name()))
                .collect(Collectors.joining(", "));
        if (!tables.isEmpty()) {
            drop(RelationKind.TABLE, tables);
        }
    }

    private String old(RelationName name) {
        return quote(name.inSchema(item(name).oldSchema()));
    }

    private void drop(RelationKind kind, String names) {
        try {
            session.execute("DROP %s %s".formatted(kind.keyword(), names));
        } catch (DataAccessException e) {
            if (!DatabaseErrors.state(e).equals("2BP01")) {
                throw e;
            }
            throw new PulseException(ImmutableList.of(new Problem(
                    ErrorCode.CANNOT_REPLACE,
                    "publish",
                    "what was to be replaced is still needed: " + DatabaseErrors.detail(e),
                    "Drop what needs it, or let it need a view on top")));
        }
    }

    private void executeAll(Stream<String> statements) {
        var script = statements.collect(Collectors.joining(";\n"));
        if (!script.isEmpty()) {
            session.execute(script);
        }
    }

    private String quote(RelationName name) {
        return Objects.requireNonNull(session.sql().render(name.toName()));
    }

    private String quote(String name) {
        return Objects.requireNonNull(session.sql().render(DSL.name(name)));
    }
}
