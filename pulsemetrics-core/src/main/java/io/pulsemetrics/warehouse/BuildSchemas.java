package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.BuildNames;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.stream.Stream;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * The schemas beside each final one: {@code analytics__build}, where new relations grow up, and {@code analytics__old}, where replaced ones
 * stand between being moved out and being dropped.
 *
 * <p>Only schemas that carry {@link BuildNames#MARKER} as their comment are ever emptied or dropped. A role without CREATE on the database can work
 * in schemas that were made for it; they are emptied and stay.
 */
public final class BuildSchemas {
    private final HeldLock lock;
    private final ImmutableSortedSet<String> schemas;

    /**
     * The build schemas of a target.
     *
     * @param lock the target's: without it another run's build could be swept away
     * @param finalSchemas the schemas to publish in
     */
    public BuildSchemas(HeldLock lock, Collection<String> finalSchemas) {
        this.lock = lock;
        this.schemas = ImmutableSortedSet.copyOf(finalSchemas);
    }

    /**
     * Claims the schemas for this run, ends the workers that an earlier run left behind, and empties or drops the schemas it left.
     *
     * @throws PulseException if a schema of such a name is not ours, a right is missing, or a worker does not end within five seconds;
     *     nothing was dropped then
     */
    public void clear() {
        lock.verify();
        refuseIfAny(BuildNames.problems(schemas));
        try {
            lock.claim(schemas);
            refuseIfAny(new Catalog(lock.session()).rights(schemas).missingFor(schemas));
            new LeftOverWorkers(lock).end();
            var found = read();
            refuseIfAny(
                    found.stream().flatMap(schema -> schema.problem().stream()).collect(toImmutableList()));
            found.forEach(this::sweep);
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("build schemas", e);
        }
    }

    /**
     * Creates the build schemas of those in which something is built; where such a schema was made for us, it is there already.
     *
     * @param built some of the target's final schemas, which were {@linkplain #clear cleared}
     */
    public void create(Collection<String> built) {
        try {
            var names = built.stream().map(BuildNames::buildSchema).toArray(String[]::new);
            var there = FoundSchema.read(lock.session(), names).stream()
                    .map(FoundSchema::name)
                    .toList();
            var statements = Arrays.stream(names)
                    .filter(name -> !there.contains(name))
                    .flatMap(name -> marked(lock.session(), name).stream())
                    .collect(joining("; "));
            if (!statements.isEmpty()) {
                lock.session().execute(statements);
            }
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("build schemas", e);
        }
    }

    /** Drops the build schemas with what is in them, or empties those that were made for us. */
    public void remove() {
        lock.verify();
        try {
            read().stream().filter(FoundSchema::marked).forEach(this::sweep);
        } catch (DataAccessException e) {
            throw DatabaseErrors.translate("build schemas", e);
        }
    }

    private ImmutableList<FoundSchema> read() {
        var names = schemas.stream()
                .flatMap(schema -> Stream.of(BuildNames.buildSchema(schema), BuildNames.oldSchema(schema)))
                .toArray(String[]::new);
        return FoundSchema.read(lock.session(), names);
    }

    private void sweep(FoundSchema schema) {
        if (schema.mayBeDropped()) {
            lock.session().execute("DROP SCHEMA %s CASCADE".formatted(quote(schema.name())));
            return;
        }
        schema.dropStatements().forEach(lock.session()::execute);
        if (!schema.marked()) {
            mark(lock.session(), schema.name());
        }
    }

    private static void mark(Session session, String schema) {
        session.execute(marking(session, schema));
    }

    /** The statements that create a schema of ours. */
    static ImmutableList<String> marked(Session session, String schema) {
        return ImmutableList.of("CREATE SCHEMA " + session.sql().render(DSL.name(schema)), marking(session, schema));
    }

    private static String marking(Session session, String schema) {
        return "COMMENT ON SCHEMA %s IS '%s'".formatted(session.sql().render(DSL.name(schema)), BuildNames.MARKER);
    }

    static boolean exists(Session session, String schema) {
        return session.sql()
                .fetchSingle(DSL.field("exists (select from pg_namespace where nspname = ?)", Boolean.class, schema))
                .value1();
    }

    private String quote(String name) {
        return Objects.requireNonNull(lock.session().sql().render(DSL.name(name)));
    }

    private static void refuseIfAny(ImmutableList<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new PulseException(problems);
        }
    }
}
