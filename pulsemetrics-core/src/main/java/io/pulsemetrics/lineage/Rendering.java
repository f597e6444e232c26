package io.pulsemetrics.lineage;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jooq.Configuration;
import org.jooq.Keyword;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.Schema;
import org.jooq.Select;
import org.jooq.TableField;
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

    /** Keeps what is visited, except for what says nothing of lineage: most of what is visited. */
    private static final class Parts implements VisitListener {
        private final VisitedPart root = new VisitedPart(null, false);
        private final Deque<VisitedPart> open = new ArrayDeque<>();
        private int passing; // how many visits are open of which nothing is kept

        Parts() {
            open.push(root);
        }

        @Override
        public void visitStart(VisitContext context) {
            var part = context.queryPart();
            if (passing > 0 || saysNothing(part)) {
                passing++;
                return;
            }
            var visited = new VisitedPart(part, context.context().declareTables());
            open.element().add(visited);
            if (saysAll(part)) {
                passing = 1;
            } else {
                open.push(visited);
            }
        }

        private static boolean saysNothing(QueryPart part) {
            return part instanceof Name || part instanceof Keyword || part instanceof Schema;
        }

        /** A column of a table: how it is written adds nothing. */
        private static boolean saysAll(QueryPart part) {
            return part instanceof TableField<?, ?> field && field.getTable() != null;
        }

        @Override
        public void visitEnd(VisitContext context) {
            if (passing > 0) {
                passing--;
            } else {
                open.pop();
            }
        }
    }
}
