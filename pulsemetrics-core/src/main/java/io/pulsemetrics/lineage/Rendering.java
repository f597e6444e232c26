package io.pulsemetrics.lineage;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jooq.Configuration;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/**
 * One rendering of a query.
 *
 * @param root the parts that were visited
 * @param text what was rendered
 */
record Rendering(VisitedPart root, String text) {
    private static final Configuration CONFIGURATION = new DefaultConfiguration()
            .set(SQLDialect.POSTGRES)
            .set(new Settings().withRenderQuotedNames(RenderQuotedNames.ALWAYS));

    static Rendering of(Select<?> query) {
        var parts = new Parts();
        var text = DSL.using(CONFIGURATION.derive(parts)).renderInlined(query);
        return new Rendering(parts.root.children().getFirst(), text);
    }

    /** Keeps what is visited. */
    private static final class Parts implements VisitListener {
        private final VisitedPart root = new VisitedPart(null, false);
        private final Deque<VisitedPart> open = new ArrayDeque<>();

        Parts() {
            open.push(root);
        }

        @Override
        public void visitStart(VisitContext context) {
            var part = new VisitedPart(context.queryPart(), context.context().declareTables());
            open.element().add(part);
            open.push(part);
        }

        @Override
        public void visitEnd(VisitContext context) {
            open.pop();
        }
    }
}
