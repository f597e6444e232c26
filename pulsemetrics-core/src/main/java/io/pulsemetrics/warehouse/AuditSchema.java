package io.pulsemetrics.warehouse;

import com.google.common.hash.Hashing;
import io.pulsemetrics.model.RelationName;
import java.nio.charset.StandardCharsets;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** Schema {@code pulse_audit}, where offending rows are kept: a table for each check, as of the last run that asked it. */
public final class AuditSchema {
    /** The schema's name. */
    public static final String NAME = "pulse_audit";

    private static final int LONGEST_NAME = 63;
    private static final int KEPT = 54;

    private final Session session;

    /** @param session whose role may create the schema */
    public AuditSchema(Session session) {
        this.session = session;
    }

    /** Creates the schema where it is missing. */
    public void create() {
        try {
            if (!BuildSchemas.exists(session, NAME)) {
                session.sql().createSchemaIfNotExists(DSL.name(NAME)).execute();
            }
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("schema " + NAME, e);
        }
    }

    /**
     * The table of a check: {@code dim_users__email_not_null}. A name that PostgreSQL would cut off is cut before, and ends with
     * a hash of the whole.
     */
    public static RelationName table(String relation, String check) {
        var name = relation + "__" + check;
        if (name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME) {
            return new RelationName(NAME, name);
        }
        var hash = Hashing.sha256().hashString(name, StandardCharsets.UTF_8).toString();
        var kept = name;
        while (kept.getBytes(StandardCharsets.UTF_8).length > KEPT) {
            kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
        }
        return new RelationName(NAME, kept + "_" + hash.substring(0, LONGEST_NAME - KEPT - 1));
    }
}
