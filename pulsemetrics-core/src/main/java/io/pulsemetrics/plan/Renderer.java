package io.pulsemetrics.plan;

import io.pulsemetrics.check.PublishedRows;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.TimeRange;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.function.Function;
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

    /** The rows of a table that a query sees. */
    private record Narrowed(Table<?> table, Condition condition) {}

    private final ParameterValues parameters;
    private final Function<RelationName, RelationName> redirect;
    private final Function<RelationName, Optional<Select<?>>> inline;
    private final IdentityHashMap<Table<?>, Narrowed> always = new IdentityHashMap<>();

    /**
     * @param redirect from a relation's name to where it is read from; gives the name itself if it stays
     * @param inline the query that stands in the place of a relation, for those that have no place of their own
     * @param current the snapshots of which only the current versions are read
     */
    Renderer(
            ParameterValues parameters,
            Function<RelationName, RelationName> redirect,
            Function<RelationName, Optional<Select<?>>> inline,
            Collection<Model.Current> current) {
        this.parameters = parameters;
        this.redirect = redirect;
        this.inline = inline;
        current.forEach(it -> always.put(
                it.alias(),
                new Narrowed(
                        it.table(), DSL.field(it.validTo().getUnqualifiedName()).isNull())));
    }

    /** The SQL, without bind values. */
    String render(Query query) {
        return render(query, always, Optional.empty());
    }

    /** The SQL of a model's query that sees only the rows of the range in what it reads with a time. */
    String render(Model<?> model, TimeRange range) {
        var narrowed = new IdentityHashMap<>(always);
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
                if (context.queryPart() instanceof Table<?> table
                        && context.context().data(AS_PUBLISHED) == null) {
                    replace(context, table, narrowed);
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
            var name = RelationName.of(table);
            var query = inline.apply(name);
            if (query.isPresent() && context.context().declareTables()) {
                context.queryPart(DSL.table("({0})", query.get()));
                return;
            }
            var target = redirect.apply(name);
            if (!target.equals(name)) {
                context.queryPart(DSL.table(target.toName()));
            }
        }
    }
}
