package io.pulsemetrics.warehouse;

import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.TableDesign;
import java.util.List;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.conf.ParamType;
import org.jooq.impl.DSL;

/**
 * Tables and materialized views in the place of others: with the storage parameters that they are designed with, and with the tablespace and
 * the access method of what they replace.
 *
 * <p>Every method throws a {@link io.pulsemetrics.error.PulseException} that names the relation if PostgreSQL refuses. Not thread-safe.
 */
public final class StoredTables {
    private final Session session;
    private final Relations relations;

    /** Works through the session. */
    public StoredTables(Session session) {
        this.session = session;
        this.relations = new Relations(session);
    }

    /**
     * {@code CREATE [UNLOGGED] TABLE .. [USING ..] [WITH (..)] [TABLESPACE ..] AS ..}, without indexes: they come when the rows are there.
     *
     * @param replaced what the table will take the place of, and whose tablespace and access method it takes over, if it is there
     * @return its number of rows
     */
    public long createTableAs(RelationName table, RelationName replaced, String select, TableDesign design) {
        var placement = Placement.of(session, replaced);
        if (design.partitions().isPresent()) {
            return new PartitionedTables(session).create(table, placement, select, design);
        }
        var statement = "CREATE %sTABLE %s%s%s%s AS %s"
                .formatted(
                        design.unlogged() ? "UNLOGGED " : "",
                        relations.quote(table),
                        placement.method(),
                        with(session, design),
                        placement.tablespace(),
                        select);
        return Relations.attempt(table, () -> session.execute(statement));
    }

    /** As {@link #createTableAs}, with the rows of a relation that is there. */
    public long createTableFrom(RelationName rows, RelationName table, RelationName replaced, TableDesign design) {
        return design.partitions().isPresent()
                ? new PartitionedTables(session).create(table, Placement.of(session, replaced), rows, design)
                : createTableAs(table, replaced, "SELECT * FROM " + relations.quote(rows), design);
    }

    /** {@code CREATE TABLE ..}, empty, with these names and types; what it replaces is treated as above. */
    public void createTable(RelationName table, RelationName replaced, List<? extends Field<?>> columns) {
        var placement = Placement.of(session, replaced);
        var statement =
                session.sql().createTable(table.toName()).columns(columns).getSQL(ParamType.INLINED);
        relations.execute(table, statement + placement.method() + placement.tablespace());
    }

    /** {@code CREATE MATERIALIZED VIEW ..}, filled; what it replaces is treated as above. */
    public void createMaterializedView(RelationName view, RelationName replaced, String select) {
        var placement = Placement.of(session, replaced);
        relations.execute(
                view,
                "CREATE MATERIALIZED VIEW %s%s%s AS %s"
                        .formatted(relations.quote(view), placement.method(), placement.tablespace(), select));
    }

    /** The storage parameters, as {@code CREATE TABLE} has them. */
    static String with(Session session, TableDesign design) {
        return design.parameters().isEmpty()
                ? ""
                : design.parameters().entrySet().stream()
                        .map(it -> "%s = %s"
                                .formatted(it.getKey(), session.sql().renderInlined(DSL.inline(it.getValue()))))
                        .collect(Collectors.joining(", ", " WITH (", ")"));
    }
}
