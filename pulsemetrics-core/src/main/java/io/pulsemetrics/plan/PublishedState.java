package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.RelationName;
import java.util.Optional;

/**
 * What is published of a project, as far as the explanation of a plan needs it.
 *
 * @param versions what was last published of each relation, as the ledger knows it; what it does not know is missing
 * @param columns the columns of the relations of the plan that are there
 * @param dependents what depends on them from outside
 * @param readers which views use which of their columns
 */
public record PublishedState(
        ImmutableMap<RelationName, Version> versions,
        ImmutableListMultimap<RelationName, SourceColumn> columns,
        ImmutableList<Dependent> dependents,
        ImmutableList<ColumnReader> readers) {

    /**
     * A relation as it was published.
     *
     * @param fingerprint what it computed
     * @param sql its query, with parameters by name; empty for a seed and where it was not noted
     */
    public record Version(String fingerprint, Optional<String> sql) {}
}
