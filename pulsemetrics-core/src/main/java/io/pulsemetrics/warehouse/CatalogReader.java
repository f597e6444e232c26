package io.pulsemetrics.warehouse;

import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;

/** How the catalogue is read: by a session, or through {@link Observations}, which remember what was seen. */
interface CatalogReader {
    /** The rows of a query whose question marks stand for these values. */
    Result<Record> read(String query, Field<?>... values);
}
