package io.pulsemetrics.model;

import java.util.Comparator;
import org.jooq.Name;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The name of a table or view in a database: schema and name as they stand in the catalogue, unquoted, case kept.
 *
 * <p>Ordered by schema, then name.
 */
public record RelationName(String schema, String name) implements Comparable<RelationName> {
    private static final Comparator<RelationName> ORDER =
            Comparator.comparing(RelationName::schema).thenComparing(RelationName::name);

    public RelationName {
        if (schema.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("a relation has a schema and a name: '%s'.'%s'".formatted(schema, name));
        }
    }

    /** The name of a jOOQ table; its schema must be known. */
    public static RelationName of(Table<?> table) {
        var schema = table.getSchema();
        if (schema == null) {
            throw new IllegalArgumentException("table %s has no schema".formatted(table.getName()));
        }
        return new RelationName(schema.getName(), table.getName());
    }

    /** The same name in another schema. */
    public RelationName inSchema(String other) {
        return new RelationName(other, name);
    }

    /** As a jOOQ name, which jOOQ quotes when it renders. */
    public Name toName() {
        return DSL.name(schema, name);
    }

    /** Written out, as {@link #hashCode}: names are the keys of everything, and in a short run the generated methods are slow. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof RelationName that && that.name.equals(name) && that.schema.equals(schema));
    }

    @Override
    public int hashCode() {
        return 31 * schema.hashCode() + name.hashCode();
    }

    @Override
    public int compareTo(RelationName other) {
        return ORDER.compare(this, other);
    }

    /** {@code schema.name}, for people; SQL goes through {@link #toName()}. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
