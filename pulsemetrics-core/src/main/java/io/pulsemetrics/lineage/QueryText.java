package io.pulsemetrics.lineage;

import org.jooq.Configuration;
import org.jooq.Query;
import org.jooq.SQLDialect;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/** A query as text that people compare: the same in every run, laid out in lines. */
public final class QueryText {
    private static final Configuration RENDERING = new DefaultConfiguration()
            .set(SQLDialect.POSTGRES)
            .set(new Settings().withRenderQuotedNames(RenderQuotedNames.ALWAYS).withRenderFormatted(true));

    private QueryText() {}

    /** The SQL with quoted names and literal values, parameters by name, relations as they are published. */
    public static String formatted(Query query) {
        return DSL.using(RENDERING).renderInlined(query);
    }
}
