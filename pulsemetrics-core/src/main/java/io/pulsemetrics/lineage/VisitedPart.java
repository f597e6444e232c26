package io.pulsemetrics.lineage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jspecify.annotations.Nullable;

/** A part of a query as jOOQ visited it while rendering, with the parts that it visited in turn. */
final class VisitedPart {
    private final @Nullable QueryPart part;
    private final boolean declaresTables;
    private final List<VisitedPart> children = new ArrayList<>();

    private VisitedPart(@Nullable QueryPart part, boolean declaresTables) {
        this.part = part;
        this.declaresTables = declaresTables;
    }

    /** Renders the query once and keeps what was visited. */
    static VisitedPart of(Select<?> query) {
        var root = new VisitedPart(null, false);
        var open = new ArrayDeque<VisitedPart>(List.of(root));
        var configuration = new DefaultConfiguration().set(SQLDialect.POSTGRES).set(new VisitListener() {
            @Override
            public void visitStart(VisitContext context) {
                var visited =
                        new VisitedPart(context.queryPart(), context.context().declareTables());
                open.element().children.add(visited);
                open.push(visited);
            }

            @Override
            public void visitEnd(VisitContext context) {
                open.pop();
            }
        });
        DSL.using(configuration).render(query);
        return root.children.getFirst();
    }

    @Nullable
    QueryPart part() {
        return part;
    }

    /** Whether it stands where tables are declared, as in FROM, and not where their columns are used. */
    boolean declaresTables() {
        return declaresTables;
    }

    List<VisitedPart> children() {
        return children;
    }

    /** jOOQ's own parts that are not public: known by their simple names, which tests pin. */
    boolean is(String simpleName) {
        return part != null && part.getClass().getSimpleName().equals(simpleName);
    }

    /** Behind proxies that visit nothing but another SELECT. */
    VisitedPart select() {
        var select = this;
        while (select.children.size() == 1 && select.children.getFirst().part instanceof Select<?>) {
            select = select.children.getFirst();
        }
        return select;
    }
}
