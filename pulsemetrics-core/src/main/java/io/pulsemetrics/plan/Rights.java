package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.model.RelationName;
import java.util.ArrayList;
import java.util.Optional;

/**
 * What a role may do where it is to build and publish. Who owns the relations that are to be replaced is told by {@link
 * ReplacementProblems}.
 *
 * @param role the role
 * @param database the database
 * @param mayCreateSchemas whether it may create schemas in the database
 * @param schemas what it may do in those that exist, by name
 * @param ledgerUnwritable whether the schema of the ledger has tables that it may not read and write
 */
public record Rights(
        String role,
        String database,
        boolean mayCreateSchemas,
        ImmutableMap<String, OfSchema> schemas,
        boolean ledgerUnwritable) {
    /**
     * The rights in one schema.
     *
     * @param usage whether the role may use it
     * @param create whether the role may create in it
     */
    public record OfSchema(boolean usage, boolean create) {
        boolean isEnough() {
            return usage && create;
        }
    }

    /**
     * What a role may do with a relation that it reads.
     *
     * @param usage whether it may use its schema
     * @param select whether it may read it, or some columns of it
     */
    public record OfRelation(RelationName name, boolean usage, boolean select) {

        /** What is missing to read it; the remedy is what its owner has to run. */
        public Optional<Problem> missing(String role) {
            var grants = new ArrayList<String>();
            if (!usage) {
                grants.add("GRANT USAGE ON SCHEMA %s TO %s"
                        .formatted(Identifiers.quote(name.schema()), Identifiers.quote(role)));
            }
            if (!select) {
                grants.add("GRANT SELECT ON %s.%s TO %s"
                        .formatted(
                                Identifiers.quote(name.schema()),
                                Identifiers.quote(name.name()),
                                Identifiers.quote(role)));
            }
            return grants.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Problem(
                            ErrorCode.MISSING_RIGHT,
                            name.toString(),
                            role + " may not read it",
                            String.join("; ", grants)));
        }
    }

    /** What is missing to publish in these schemas; as {@link #missingFor(WorkingSchemas)}. */
    public ImmutableList<Problem> missingFor(Iterable<String> finalSchemas) {
        return missingFor(WorkingSchemas.of(finalSchemas));
    }

    /**
     * What is missing to work in these schemas.
     *
     * @return one problem for each schema, each final one with its build schemas after it; the remedy is what an administrator has to
     *     run. Empty when nothing is missing
     */
    public ImmutableList<Problem> missingFor(WorkingSchemas working) {
        var problems = ImmutableList.<Problem>builder();
        working.comments()
                .forEach((schema, comment) ->
                        ofSchema(schema, create(schema, comment)).ifPresent(problems::add));
        working.state()
                .filter(schema -> ledgerUnwritable && isEnough(schema))
                .ifPresent(schema -> problems.add(problem(
                        schema,
                        "%s may not read and write all of its tables".formatted(role),
                        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %s TO %s"
                                .formatted(Identifiers.quote(schema), Identifiers.quote(role)))));
        return problems.build();
    }

    private boolean isEnough(String schema) {
        var rights = schemas.get(schema);
        return rights != null && rights.isEnough();
    }

    private Optional<Problem> ofSchema(String schema, String creation) {
        var rights = schemas.get(schema);
        if (rights == null) {
            return mayCreateSchemas
                    ? Optional.empty()
                    : Optional.of(problem(
                            schema,
                            "it does not exist, and %s may not create it in database %s".formatted(role, database),
                            "GRANT CREATE ON DATABASE %s TO %s; or %s %s"
                                    .formatted(
                                            Identifiers.quote(database),
                                            Identifiers.quote(role),
                                            creation,
                                            grant(schema))));
        }
        return rights.isEnough()
                ? Optional.empty()
                : Optional.of(problem(schema, "%s may not use it and create in it".formatted(role), grant(schema)));
    }

    private String grant(String schema) {
        return "GRANT USAGE, CREATE ON SCHEMA %s TO %s".formatted(Identifiers.quote(schema), Identifiers.quote(role));
    }

    private static String create(String schema, String comment) {
        var name = Identifiers.quote(schema);
        return "CREATE SCHEMA %s;".formatted(name)
                + (comment.isEmpty() ? "" : " COMMENT ON SCHEMA %s IS '%s';".formatted(name, comment));
    }

    private static Problem problem(String schema, String message, String remedy) {
        return new Problem(ErrorCode.MISSING_RIGHT, "schema " + schema, message, remedy);
    }
}
