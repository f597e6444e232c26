package io.pulsemetrics.select;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.RelationName;
import java.util.Optional;

/** What was before: the ledger of a target, or artifacts that were kept. Implementations are immutable. */
public interface SelectionState {

    /** The {@link io.pulsemetrics.project.Fingerprint} of a node as it was last published; empty if it was not there. */
    Optional<String> fingerprint(RelationName node);

    /** What became of a node in the last run; empty if it had no part in it. */
    ImmutableSet<Outcome> outcomes(RelationName node);

    /** What became of a node's check in the last run; empty if it was not part of it. */
    Optional<Outcome> outcome(RelationName node, Check check);

    /** Whether a source has rows that the last run has not seen. */
    boolean isFresher(RelationName source);
}
