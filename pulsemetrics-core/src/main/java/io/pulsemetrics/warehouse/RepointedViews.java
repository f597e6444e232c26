package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.model.RelationName;
import java.util.Collection;
import org.jooq.impl.DSL;

/** The views that read what is replaced, with the statements that create them again in place, options included. */
final class RepointedViews {
    private static final String QUERY = """
            select n.nspname::text, c.relname::text,
              format('CREATE OR REPLACE VIEW %I.%I%s AS %s', n.nspname, c.relname,
                (select ' WITH (' || string_agg(format('%I = %L', o.option_name, o.option_value), ', ') || ')'
                 from pg_options_to_table(c.reloptions) o), pg_get_viewdef(c.oid))
            from unnest(?, ?) v(schema_name, view_name)
            join pg_namespace n on n.nspname = v.schema_name
            join pg_class c on c.relnamespace = n.oid and c.relname = v.view_name
            order by 1, 2
            """;

    private final ImmutableList<View> views;

    /** One of them. */
    private record View(RelationName name, String sql) {}

    private RepointedViews(ImmutableList<View> views) {
        this.views = views;
    }

    /** Reads their queries while what they read is still in its place; with an empty search path all names are qualified. */
    static RepointedViews read(CatalogReader reader, Collection<RelationName> names) {
        var schemas = names.stream().map(RelationName::schema).toArray(String[]::new);
        var views = names.stream().map(RelationName::name).toArray(String[]::new);
        return new RepointedViews(reader.read(QUERY, DSL.val(schemas), DSL.val(views)).stream()
                .map(row -> new View(
                        new RelationName(row.get(0, String.class), row.get(1, String.class)), row.get(2, String.class)))
                .collect(toImmutableList()));
    }

    /** Creates them again; those for which that does not go are told together. */
    void create(PublishScript script) {
        views.forEach(view -> script.view(
                view.sql(),
                said -> new Problem(
                        ErrorCode.VIEW_CANNOT_FOLLOW,
                        view.name().toString(),
                        "it does not fit what it reads any more: " + said,
                        "Keep the columns and types that it uses, or change or drop the view first")));
    }
}
