package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.RelationName;
import java.util.Optional;

/**
 * What there is when a run begins.
 *
 * @param identities what stands under which name: the relations of the target, and what else the project reads
 * @param recorded how the target's relations were made, by the ledger
 * @param data the versions of the rows of sources, and of what is read in another target; one that does not tell is missing
 */
public record Present(
        ImmutableMap<RelationName, Identity> identities,
        ImmutableMap<RelationName, Making.Recorded> recorded,
        ImmutableMap<RelationName, String> data) {

    /** A relation that is there: no other has its oid. */
    public record Identity(long oid, RelationKind kind) {}

    /** The oid of a relation; 0 if it is not there. */
    long oid(RelationName name) {
        var identity = identities.get(name);
        return identity == null ? 0 : identity.oid();
    }

    /** Whether a view stands under this name. */
    boolean isView(RelationName name) {
        var identity = identities.get(name);
        return identity != null && identity.kind() == RelationKind.VIEW;
    }

    /** How a relation was made, if what is there is what the ledger says was published. */
    Optional<Making> making(RelationName name) {
        return Optional.ofNullable(recorded.get(name))
                .filter(it -> it.oid() == oid(name))
                .map(Making.Recorded::making);
    }

    String data(RelationName name) {
        return data.getOrDefault(name, Making.UNKNOWN);
    }
}
