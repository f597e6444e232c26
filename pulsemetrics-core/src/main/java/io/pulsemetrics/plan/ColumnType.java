package io.pulsemetrics.plan;

/**
 * A column as the database sees it.
 *
 * @param name its name
 * @param type its type as PostgreSQL writes it, with length, precision and array brackets: {@code numeric(12,2)}
 * @param typeOid the type's identity, which tells apart types of one name in two schemas
 */
public record ColumnType(String name, String type, long typeOid) {}
