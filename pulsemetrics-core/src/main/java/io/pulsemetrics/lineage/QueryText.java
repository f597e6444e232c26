package io.pulsemetrics.lineage;

import org.jooq.Configuration;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/** A query as text that is the same in every run: parameters by name, relations as they are published. */
public final class QueryText {
    private static final Configuration RENDERING = new DefaultConfiguration()
            .set(SQLDialect.POSTGRES)
            .set(new Settings().withRenderQuotedNames(RenderQuotedNames.ALWAYS));

    private QueryText() {}

    /** The SQL in one line, with quoted names and literal values. */
    public static String of(Query query) {
        return DSL.using(RENDERING).renderInlined(query);
    }
}
