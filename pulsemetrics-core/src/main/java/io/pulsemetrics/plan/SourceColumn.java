package io.pulsemetrics.plan;

/**
 * A column of a table that others fill, as it stands in the database.
 *
 * @param type as {@code format_type} names it: {@code numeric(12,2)}
 * @param nullable whether the database lets it be NULL
 */
public record SourceColumn(String name, String type, boolean nullable) {}
