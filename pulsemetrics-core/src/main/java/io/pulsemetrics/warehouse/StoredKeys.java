package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.TableDesign;
import io.pulsemetrics.plan.TableDesign.ForeignKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The enforced keys of tables as they are designed. They carry a comment that tells them from constraints that were made by hand.
 *
 * <p>Every method throws a {@link io.pulsemetrics.error.PulseException} that names the relation if PostgreSQL refuses. Not thread-safe.
 */
public final class StoredKeys {
    private final Relations relations;

    /** Works through the session. */
    public StoredKeys(Session session) {
        this.relations = new Relations(session);
    }

    /** The primary key of a filled table, if it is enforced. */
    void createPrimaryKey(RelationName table, TableDesign design) {
        if (!design.primaryKey().isEmpty()) {
            var name = primaryKeyName(table);
            relations.execute(
                    table,
                    "ALTER TABLE %s ADD CONSTRAINT %s PRIMARY KEY (%s); %s"
                            .formatted(
                                    relations.quote(table),
                                    relations.quote(name),
                                    columns(design.primaryKey()),
                                    ours(table, name)));
        }
    }

    /** As PostgreSQL itself would name it. */
    static String primaryKeyName(RelationName table) {
        var stem = table.name();
        while (stem.getBytes(StandardCharsets.UTF_8).length > 58) {
            stem = stem.substring(0, stem.length() - 1);
        }
        return stem + "_pkey";
    }

    /** What tells it from a constraint that was made by hand. */
    String ours(RelationName table, String constraint) {
        return "COMMENT ON CONSTRAINT %s ON %s IS 'PulseMetrics constraint'"
                .formatted(relations.quote(constraint), relations.quote(table));
    }

    /**
     * Adds the foreign keys of a table. Takes SHARE ROW EXCLUSIVE on what they point at, which keeps its readers undisturbed.
     *
     * @param where from the published name of a relation to the one under which it stands now
     */
    public void createForeignKeys(RelationName table, List<ForeignKey> keys, UnaryOperator<RelationName> where) {
        for (var key : keys) {
            var target = where.apply(key.target());
            relations.execute(
                    table,
                    target,
                    "ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s (%s); %s"
                            .formatted(
                                    relations.quote(table),
                                    relations.quote(key.name()),
                                    relations.quote(key.column()),
                                    relations.quote(target),
                                    relations.quote(key.targetColumn()),
                                    ours(table, key.name())));
        }
    }

    private String columns(List<String> names) {
        return String.join(", ", names.stream().map(relations::quote).collect(toImmutableList()));
    }
}
