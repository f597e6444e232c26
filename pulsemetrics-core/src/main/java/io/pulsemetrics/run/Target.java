package io.pulsemetrics.run;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.project.Project;
import java.util.Optional;
import java.util.OptionalInt;
import org.jooq.conf.MappedSchema;
import org.jooq.conf.RenderMapping;
import org.jooq.conf.Settings;
import org.jooq.conf.SettingsTools;

/**
 * What is published to: production, say, and beside it, in schemas of its own, a developer's copy.
 *
 * <pre>{@code
 * var anna = Target.named("dev_anna").withSchemas(SchemaMapping.prefix("dev_anna_")).withThreads(2);
 * runner.with(RunOptions.defaults().withTarget(anna)).run(all());
 * }</pre>
 *
 * <p>A value: each {@code with} method gives a changed copy. It holds no password.
 *
 * @param name two runs of targets of one name, in one database, exclude each other
 * @param schemas in which schemas the target has what models declare, the ledger and what checks keep; sources are not mapped
 * @param threads how many connections build, unless a run says otherwise; empty for as many as there are processors
 * @param parameters values of parameters, unless a run says otherwise
 * @param address where a command connects to that is not told; a {@link ModelRunner} has its data source
 */
public record Target(
        String name,
        SchemaMapping schemas,
        OptionalInt threads,
        ImmutableMap<Parameter<?>, Object> parameters,
        Optional<Address> address) {
    /** The target where none is named: everything as it is declared. */
    public static final Target DEFAULT = named("default");

    /**
     * A database of a server.
     *
     * @param url {@code jdbc:postgresql://host:5432/database}, without user and password
     * @param user the role that connects; empty for the one that the surroundings name
     */
    public record Address(String url, Optional<String> user) {}

    public Target {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a target has a name");
        }
        if (threads.isPresent() && threads.getAsInt() < 1) {
            throw new IllegalArgumentException("a target has at least one thread");
        }
    }

    /** A target of this name that has everything as it is declared. */
    public static Target named(String name) {
        return new Target(name, SchemaMapping.AS_DECLARED, OptionalInt.empty(), ImmutableMap.of(), Optional.empty());
    }

    /** The same, by another name. */
    public Target called(String other) {
        return new Target(other, schemas, threads, parameters, address);
    }

    /** The same, in these schemas. */
    public Target withSchemas(SchemaMapping mapping) {
        return new Target(name, mapping, threads, parameters, address);
    }

    /** The same, building over so many connections. */
    public Target withThreads(int number) {
        return new Target(name, schemas, OptionalInt.of(number), parameters, address);
    }

    /** The same, with this value of a parameter. */
    public <T> Target withParameter(Parameter<T> parameter, T value) {
        var values = ImmutableMap.<Parameter<?>, Object>builder()
                .putAll(parameters)
                .put(parameter, value)
                .buildKeepingLast();
        return new Target(name, schemas, threads, values, address);
    }

    /** The same, where commands connect to this database as the role that the surroundings name. */
    public Target at(String url) {
        return new Target(name, schemas, threads, parameters, Optional.of(new Address(url, Optional.empty())));
    }

    /** The same, where commands connect to this database as this role. */
    public Target at(String url, String user) {
        return new Target(name, schemas, threads, parameters, Optional.of(new Address(url, Optional.of(user))));
    }

    /**
     * Settings with which an application reads the models of the project from this target, typed as ever: {@code DSL.using(dataSource,
     * SQLDialect.POSTGRES, target.settings(project))}.
     *
     * @throws PulseException if a source stands in a schema that models are declared in: jOOQ maps whole schemas
     */
    public Settings settings(Project project) {
        var mapping = new RenderMapping();
        project.nodes().stream()
                .map(node -> node.declaredName().schema())
                .distinct()
                .filter(schema -> !schemas.of(schema).equals(schema))
                .forEach(schema -> {
                    refuseSources(project, schema);
                    mapping.withSchemata(new MappedSchema().withInput(schema).withOutput(schemas.of(schema)));
                });
        return SettingsTools.defaultSettings().withRenderMapping(mapping);
    }

    private void refuseSources(Project project, String schema) {
        project.sources().keySet().stream()
                .filter(source -> source.schema().equals(schema))
                .findFirst()
                .ifPresent(source -> {
                    throw PulseException.of(
                            ErrorCode.TARGET,
                            "target " + name,
                            "source %s stands in a schema that models are declared in, and jOOQ's render mapping would move it, too"
                                    .formatted(source),
                            "Declare the models in another schema, or read them with a configuration of your own");
                });
    }

    /** In which schema the target has what checks keep. */
    String auditSchema() {
        return schemas.of(BuildNames.AUDIT_SCHEMA);
    }

    /** The name of a relation in this target. */
    RelationName of(RelationName declared) {
        return schemas.of(declared);
    }

    @Override
    public String toString() {
        return name;
    }
}
