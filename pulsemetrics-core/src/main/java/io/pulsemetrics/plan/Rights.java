package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.model.BuildNames;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a role may do where it is to build and publish. Who owns the relations that are to be replaced is told by {@link
 * ReplacementProblems}.
 *
 * @param role the role
 * @param database the database
 * @param mayCreateSchemas whether it may create schemas in the database
 * @param schemas what it may do in those that exist, by name
 */
public record Rights(String role, String database, boolean mayCreateSchemas, ImmutableMap<String, OfSchema> schemas) {
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
     * What is missing to publish in these schemas.
     *
     * @return one problem for each schema, in the order given and with its build schemas after it; the remedy is what an administrator
     *     has to run. Empty when nothing is missing
     */
    public ImmutableList<Problem> missingFor(Iterable<String> finalSchemas) {
        var problems = ImmutableList.<Problem>builder();
        for (var schema : finalSchemas) {
            Stream.of(
                            ofSchema(schema, create(schema)),
                            ofSchema(BuildNames.buildSchema(schema), createMarked(BuildNames.buildSchema(schema))),
                            ofSchema(BuildNames.oldSchema(schema), createMarked(BuildNames.oldSchema(schema))))
                    .flatMap(Optional::stream)
                    .forEach(problems::add);
        }
        return problems.build();
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

    private static String create(String schema) {
        return "CREATE SCHEMA %s;".formatted(Identifiers.quote(schema));
    }

    private static String createMarked(String schema) {
        return "%s COMMENT ON SCHEMA %s IS '%s';"
                .formatted(create(schema), Identifiers.quote(schema), BuildNames.MARKER);
    }

    private static Problem problem(String schema, String message, String remedy) {
        return new Problem(ErrorCode.MISSING_RIGHT, "schema " + schema, message, remedy);
    }
}
