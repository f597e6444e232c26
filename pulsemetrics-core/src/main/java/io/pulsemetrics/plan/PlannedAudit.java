package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.RelationName;

/**
 * One query of a node's audit.
 *
 * @param checks what it answers, in the order of its columns
 * @param sql returns one row: the number of rows of the relation if {@code countsRows}, then the violations of each check
 * @param samples for each check the SQL of its violations, with the columns that may be shown
 * @param waitsFor what this run builds and the query reads beside the node itself
 * @param gates whether what depends on the node waits for the answer; a check that looks at a relation which is built later
 *     cannot, but its failure still keeps the run from publishing
 */
public record PlannedAudit(
        ImmutableList<Check> checks,
        boolean countsRows,
        String sql,
        ImmutableMap<Check, String> samples,
        ImmutableSet<RelationName> waitsFor,
        boolean gates) {}
