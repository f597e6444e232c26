package io.pulsemetrics.artifact;

import org.jooq.Configuration;
import org.jooq.DataType;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultConfiguration;

/** What PostgreSQL calls the types of columns. */
final class ColumnTypes {
    private static final Configuration POSTGRES = new DefaultConfiguration().set(SQLDialect.POSTGRES);

    private ColumnTypes() {}

    /** {@code text}, {@code numeric(12, 2)} */
    static String name(DataType<?> type) {
        return type.getCastTypeName(POSTGRES);
    }
}
