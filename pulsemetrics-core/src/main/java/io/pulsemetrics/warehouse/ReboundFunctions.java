package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.util.Collection;
import org.jooq.impl.DSL;

/** The functions whose {@code BEGIN ATOMIC} bodies name what is replaced, with the statements that create them again in place. */
final class ReboundFunctions {
    private final ImmutableMap<String, String> definitions;

    private ReboundFunctions(ImmutableMap<String, String> definitions) {
        this.definitions = definitions;
    }

    /** Reads their bodies while what they name is still in its place; with an empty search path all names are qualified. */
    static ReboundFunctions read(CatalogReader reader, Collection<Long> oids) {
        if (oids.isEmpty()) {
            return new ReboundFunctions(ImmutableMap.of());
        }
        return new ReboundFunctions(reader
                .read(
                        "select p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as definition from pg_proc p"
                                + " where p.oid = any (cast(? as oid[])) order by 1",
                        DSL.val(oids.toArray(Long[]::new)))
                .stream()
                .collect(
                        ImmutableMap.toImmutableMap(row -> row.get(0, String.class), row -> row.get(1, String.class))));
    }

    void create(PublishScript script) {
        definitions.forEach((name, definition) -> script.execute(
                definition,
                e -> PulseException.of(
                        ErrorCode.CANNOT_REPLACE,
                        "function " + name,
                        "its BEGIN ATOMIC body does not fit what it names any more: " + DatabaseErrors.message(e),
                        "Keep the columns and types that it uses, or change or drop the function first")));
    }
}
