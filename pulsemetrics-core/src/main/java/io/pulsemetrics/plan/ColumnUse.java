package io.pulsemetrics.plan;

import io.pulsemetrics.model.RelationName;
import java.util.Optional;

/**
 * Something that uses a column of a table, so that PostgreSQL does not let the column change its type.
 *
 * @param column the name of the column
 * @param user what uses it, in words fit to be shown
 * @param view the view, if it is one
 * @param shown whether the view shows the column under its name and with its type, so that it cannot follow to another type
 */
public record ColumnUse(String column, String user, Optional<RelationName> view, boolean shown) {}
