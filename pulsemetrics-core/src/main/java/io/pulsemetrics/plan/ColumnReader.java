package io.pulsemetrics.plan;

import io.pulsemetrics.lineage.Origin;
import io.pulsemetrics.model.RelationName;

/**
 * A view or materialized view in the database that uses a column of a relation.
 *
 * @param column what it uses
 * @param view who uses it
 */
public record ColumnReader(Origin column, RelationName view) {}
