package io.pulsemetrics.plan;

import com.google.common.base.Suppliers;
import io.pulsemetrics.check.PublishedRows;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.TimeRange;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/**
 * Renders queries for a run: with literals for the parameters, and with some relations read from elsewhere. A relation is
 * redirected wherever it stands, in a plain SQL template, too; only {@link PublishedRows} are read as they are published.
 */
final class Renderer {
    private static final String AS_PUBLISHED = "io.pulsemetrics.plan.as-published";

    /**
     * Where relations are read from, by their declared names.
     *
     * @param published where a relation stands when nobody builds it
     * @param redirect where it is read from
     * @param inline the query that stands in the place of a relation, for those that have no place of their own
     */
    record Places(
            UnaryOperator<RelationName> published,
            UnaryOperator<RelationName> redirect,
            Function<RelationName, Optional<Select<?>>> inline) {}

    /** The rows of a table that a query sees. */
    private record Narrowed(Table<?> table, Condition condition) {}

    private final ParameterValues parameters;
    private final Places places;
    private final Supplier<IdentityHashMap<Table<?>, Narrowed>> always;

    /** @param current the snapshots of which only the current versions are read; asked for when something is rendered */
    Renderer(ParameterValues parameters, Places places, Supplier<? extends Collection<Model.Current>> current) {
        this.parameters = parameters;
        this.places = places;
        this.always = Suppliers.memoize(() -> narrowed(current.get()));
    }

    private static IdentityHashMap<Table<?>, Narrowed> narrowed(Collection<Model.Current> current) {
        var narrowed = new IdentityHashMap<Table<?>, Narrowed>();
        current.forEach(it -> narrowed.put(
                it.alias(),
                new Narrowed(
                        it.table(), DSL.field(it.validTo().getUnqualifiedName()).isNull())));
        return narrowed;
    }

    /** The SQL, without bind values. */
    String render(Query query) {
        return render(query, always.get(), Optional.empty());
    }

    /** The SQL of a model's query that sees only the rows of the range in what it reads with a time. */
    String render(Model<?> model, TimeRange range) {
        var narrowed = new IdentityHashMap<>(always.get());
        model.timed()
                .forEach(timed -> narrowed.put(
                        timed.alias(),
                        new Narrowed(
                                timed.table(),
                                range.contains(DSL.field(
                                        timed.time().getUnqualifiedName(),
                                        timed.time().getDataType())))));
        return render(model.query(), narrowed, Optional.of(range));
    }

    private String render(Query query, IdentityHashMap<Table<?>, Narrowed> narrowed, Optional<TimeRange> window) {
        var configuration = new DefaultConfiguration();
        configuration.set(SQLDialect.POSTGRES);
        configuration.set(new Settings().withRenderQuotedNames(RenderQuotedNames.ALWAYS));
        configuration.data(ParameterValues.class, parameters);
        window.ifPresent(range -> configuration.data(TimeRange.class, range));
        configuration.set(new VisitListener() {
            @Override
            public void visitStart(VisitContext context) {
                if (isPublishedRows(context)) {
                    context.context().data(AS_PUBLISHED, true);
                }
                if (context.queryPart() instanceof Table<?> table) {
                    if (context.context().data(AS_PUBLISHED) == null) {
                        replace(context, table, narrowed);
                    } else if (table.getSchema() != null) {
                        move(context, table, places.published());
                    }
                }
            }

            @Override
            public void visitEnd(VisitContext context) {
                if (isPublishedRows(context)) {
                    context.context().data().remove(AS_PUBLISHED);
                }
            }
        });
        return DSL.using(configuration).renderInlined(query);
    }

    private static boolean isPublishedRows(VisitContext context) {
        return context.context().declareTables() && PublishedRows.is(context.queryPart());
    }

    private void replace(VisitContext context, Table<?> table, IdentityHashMap<Table<?>, Narrowed> narrowed) {
        var rows = narrowed.get(table);
        if (rows != null && context.context().declareTables()) {
            context.queryPart(DSL.table("(select * from {0} where {1})", rows.table(), rows.condition())
                    .as(table.getName()));
        } else if (table.getSchema() != null) {
            var query = places.inline().apply(RelationName.of(table));
            if (query.isPresent() && context.context().declareTables()) {
                context.queryPart(DSL.table("({0})", query.get()));
                return;
            }
            move(context, table, places.redirect());
        }
    }

    private static void move(VisitContext context, Table<?> table, UnaryOperator<RelationName> place) {
        var name = RelationName.of(table);
        var moved = place.apply(name);
        if (!moved.equals(name)) {
            context.queryPart(DSL.table(moved.toName()));
        }
    }
}
