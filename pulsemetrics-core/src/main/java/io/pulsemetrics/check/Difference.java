package io.pulsemetrics.check;

import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.select;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectField;
import org.jooq.Table;

/** What two queries do not have in common. A row that one has more often than the other differs; NULL equals NULL. */
final class Difference {
    private Difference() {}

    /**
     * The rows of the first that the second lacks as {@code unexpected}, those that the first lacks as {@code missing}.
     *
     * @param actual makes the query anew each time, since jOOQ's set operations change theirs
     * @param wanted likewise
     */
    static Select<?> of(Supplier<Select<Record>> actual, Supplier<Select<Record>> wanted) {
        return labelled("unexpected", actual.get().exceptAll(wanted.get()))
                .unionAll(labelled("missing", wanted.get().exceptAll(actual.get())));
    }

    private static Select<Record> labelled(String label, Select<Record> rows) {
        Table<Record> table = rows.asTable(label);
        var columns = new ArrayList<SelectField<?>>();
        columns.add(inline(label).as("difference"));
        columns.addAll(List.of(table.fields()));
        return select(columns).from(table);
    }
}
