package io.pulsemetrics.plan;

import io.pulsemetrics.check.PublishedRows;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import java.util.function.Function;
import org.jooq.Query;
import org.jooq.SQLDialect;
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

    private final DefaultConfiguration configuration;

    /** @param redirect from a relation's name to where it is read from; gives the name itself if it stays */
    Renderer(ParameterValues parameters, Function<RelationName, RelationName> redirect) {
        configuration = new DefaultConfiguration();
        configuration.set(SQLDialect.POSTGRES);
        configuration.set(new Settings().withRenderQuotedNames(RenderQuotedNames.ALWAYS));
        configuration.data(ParameterValues.class, parameters);
        configuration.set(new VisitListener() {
            @Override
            public void visitStart(VisitContext context) {
                if (isPublishedRows(context)) {
                    context.context().data(AS_PUBLISHED, true);
                }
                if (context.queryPart() instanceof Table<?> table
                        && table.getSchema() != null
                        && context.context().data(AS_PUBLISHED) == null) {
                    var name = RelationName.of(table);
                    var target = redirect.apply(name);
                    if (!target.equals(name)) {
                        context.queryPart(DSL.table(target.toName()));
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
    }

    private static boolean isPublishedRows(VisitContext context) {
        return context.context().declareTables() && PublishedRows.is(context.queryPart());
    }

    /** The SQL, without bind values. */
    String render(Query query) {
        return DSL.using(configuration).renderInlined(query);
    }
}
