package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.util.Collection;
import java.util.Map;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/** The functions whose {@code BEGIN ATOMIC} bodies name what is replaced, with the statements that create them again in place. */
final class ReboundFunctions {
    private final Session session;
    private final ImmutableMap<String, String> definitions;

    private ReboundFunctions(Session session, ImmutableMap<String, String> definitions) {
        this.session = session;
        this.definitions = definitions;
    }

    /** Reads their bodies while what they name is still in its place; with an empty search path all names are qualified. */
    static ReboundFunctions read(Session session, Collection<Long> oids) {
        if (oids.isEmpty()) {
            return new ReboundFunctions(session, ImmutableMap.of());
        }
        return new ReboundFunctions(
                session,
                session
                        .sql()
                        .resultQuery(
                                "select p.oid::regprocedure::text, pg_get_functiondef(p.oid) from pg_proc p"
                                        + " where p.oid = any (cast(? as oid[])) order by 1",
                                DSL.val(oids.toArray(Long[]::new)))
                        .stream()
                        .collect(ImmutableMap.toImmutableMap(
                                row -> row.get(0, String.class), row -> row.get(1, String.class))));
    }

    /** Their names, with the types of their arguments. */
    ImmutableList<String> names() {
        return definitions.keySet().asList();
    }

    void create() {
        definitions.entrySet().forEach(this::create);
    }

    private void create(Map.Entry<String, String> function) {
        try {
            session.execute(function.getValue());
        } catch (DataAccessException e) {
            if (DatabaseErrors.isLockConflict(e) || DatabaseErrors.isConnectionLost(e)) {
                throw e;
            }
            throw PulseException.of(
                    ErrorCode.CANNOT_REPLACE,
                    "function " + function.getKey(),
                    "its BEGIN ATOMIC body does not fit what it names any more: " + DatabaseErrors.message(e),
                    "Keep the columns and types that it uses, or change or drop the function first");
        }
    }
}
