package io.pulsemetrics.select;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.RelationName;
import java.time.Instant;
import java.util.Optional;

/** What was before: the ledger of a target, or artifacts that were kept. Implementations are immutable. */
public interface SelectionState {

    /** The {@link io.pulsemetrics.project.Fingerprint} of a node as it was last published; empty if it was not there. */
    Optional<String> fingerprint(RelationName node);

    /** What became of a node in the last run; empty if it had no part in it. */
    ImmutableSet<Outcome> outcomes(RelationName node);

    /** What became of a node's check in the last run; empty if it was not part of it. */
    Optional<Outcome> outcome(RelationName node, Check check);

    /** The time of a source's newest row when a node was last published with what it reads; empty if that is not known. */
    Optional<Instant> seen(RelationName node, RelationName source);
}
