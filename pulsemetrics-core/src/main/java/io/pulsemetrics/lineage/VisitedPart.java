package io.pulsemetrics.lineage;

import java.util.ArrayList;
import java.util.List;
import org.jooq.QueryPart;
import org.jooq.Select;
import org.jspecify.annotations.Nullable;

/** A part of a query as jOOQ visited it while rendering, with the parts that it visited in turn. */
final class VisitedPart {
    private final @Nullable QueryPart part;
    private final boolean declaresTables;
    private List<VisitedPart> children = List.of(); // most parts have none

    VisitedPart(@Nullable QueryPart part, boolean declaresTables) {
        this.part = part;
        this.declaresTables = declaresTables;
    }

    void add(VisitedPart child) {
        if (children.isEmpty()) {
            children = new ArrayList<>(4);
        }
        children.add(child);
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

    /** jOOQ's own parts that are not public: known by the names of their classes, which tests pin. */
    boolean is(Hidden hidden) {
        return part != null && part.getClass().getName().equals(hidden.className);
    }

    /** What jOOQ does not make public and lineage has to know. */
    enum Hidden {
        ALIAS("Alias"),
        SELECT_FIELD_LIST("SelectFieldList"),
        TABLE_LIST("TableList");

        private final String className;

        Hidden(String simpleName) {
            this.className = "org.jooq.impl." + simpleName;
        }
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
