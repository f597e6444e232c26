package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableSortedMap;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.ExistingRelation;

/**
 * What the catalogue says of a publish: if it says the same before and after the locks were taken, nothing came in between.
 *
 * @param relations those that are to be published and those that stand in their places
 * @param dependencies the latter with all that depends on them
 */
record PublishState(ImmutableSortedMap<RelationName, ExistingRelation> relations, Dependencies dependencies) {}
