package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.RelationName;

/**
 * What is published in one transaction where each relation is published by itself: one relation, or several that PostgreSQL ties together.
 *
 * @param nodes parents before children
 * @param waitsFor what must have been built and audited before: these nodes, and views that are compared with what is published and
 *     would read the new rows there
 */
public record PublishUnit(ImmutableSet<RelationName> nodes, ImmutableSet<RelationName> waitsFor) {}
