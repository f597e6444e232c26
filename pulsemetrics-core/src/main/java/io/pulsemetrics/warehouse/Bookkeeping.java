package io.pulsemetrics.warehouse;

import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Query;

/** Rows that are written in the transaction that publishes, so that they say what is so. */
@FunctionalInterface
public interface Bookkeeping {
    /** Nothing is written. */
    Bookkeeping NONE = sql -> List.of();

    /**
     * The statements that write them. They are executed in this order when all is in its place, with readers waiting: let them be few.
     *
     * @param sql for what has to be read to decide on them: it is read before anything is locked, and once for each attempt to publish
     */
    List<? extends Query> statements(DSLContext sql);
}
