package io.pulsemetrics.lineage;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jooq.Context;
import org.jooq.DSLContext;
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
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/**
 * One rendering of a query.
 *
 * @param root the parts that were visited
 * @param text what was rendered
 */
record Rendering(VisitedPart root, String text) {
    private static final DSLContext POSTGRES = DSL.using(new DefaultConfiguration()
            .set(SQLDialect.POSTGRES)
            .set(new Settings().withRenderQuotedNames(RenderQuotedNames.ALWAYS))
            .set(new Listener()));

    static Rendering of(Select<?> query) {
        var parts = new Parts();
        var text = POSTGRES.renderInlined(new Watched(query, parts));
        return new Rendering(parts.root.children().getFirst(), text);
    }

    /** The query, whose rendering tells what it visits: so all renderings share one configuration. */
    private static final class Watched extends CustomQueryPart {
        private static final long serialVersionUID = 1L;

        private final transient Select<?> query;
        private final transient Parts parts;

        private Watched(Select<?> query, Parts parts) {
            this.query = query;
            this.parts = parts;
        }

        @Override
        public void accept(Context<?> context) {
            context.data(Parts.class, parts);
            context.visit(query);
            context.data().remove(Parts.class);
        }
    }

    private static final class Listener implements VisitListener {
        @Override
        public void visitStart(VisitContext context) {
            if (context.context().data(Parts.class) instanceof Parts parts) {
                parts.start(context);
            }
        }

        @Override
        public void visitEnd(VisitContext context) {
            if (context.context().data(Parts.class) instanceof Parts parts) {
                parts.end();
            }
        }
    }

    /** Keeps what is visited, except for what says nothing of lineage: most of what is visited. */
    private static final class Parts {
        private final VisitedPart root = new VisitedPart(null, false);
        private final Deque<VisitedPart> open = new ArrayDeque<>();
        private int passing; // how many visits are open of which nothing is kept

        Parts() {
            open.push(root);
        }

        void start(VisitContext context) {
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

        void end() {
            if (passing > 0) {
                passing--;
            } else {
                open.pop();
            }
        }
    }
}
