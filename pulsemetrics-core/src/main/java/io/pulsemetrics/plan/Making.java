package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.RelationName;

/**
 * How a relation was made that is published: what it would have to be made of again to be the same.
 *
 * @param version the run that built it
 * @param code what it computes; see {@link io.pulsemetrics.project.Fingerprint}
 * @param configuration its descriptions and checks
 * @param parameters the values of the parameters that it uses, by name
 * @param data the version of everything that its rows and its checks come from: through views and what is ephemeral down to tables
 * @param identities the oids of what it reads, for a view; else empty
 */
public record Making(
        String version,
        String code,
        String configuration,
        ImmutableMap<String, String> parameters,
        ImmutableMap<RelationName, String> data,
        ImmutableMap<RelationName, String> identities) {
    /** The version of what does not tell it; equal to none, not even to itself. */
    public static final String UNKNOWN = "?";

    /**
     * The making of a relation, as the ledger has it.
     *
     * @param oid of the relation that was published; 0 for what is ephemeral
     */
    public record Recorded(long oid, Making making) {}

    /** The same, which read this, too. */
    Making with(ImmutableMap<RelationName, String> further) {
        return new Making(
                version,
                code,
                configuration,
                parameters,
                ImmutableMap.<RelationName, String>builder()
                        .putAll(further)
                        .putAll(data)
                        .buildKeepingLast(),
                identities);
    }
}
