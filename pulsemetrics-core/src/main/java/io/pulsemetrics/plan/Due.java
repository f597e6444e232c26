package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;

/**
 * Why a node is built.
 *
 * @param of what has changed: relations or parameters; may be empty
 */
public record Due(Cause cause, ImmutableList<String> of) {

    /** {@code data changed: raw.users} */
    @Override
    public String toString() {
        return of.isEmpty() ? cause.toString() : cause + ": " + String.join(", ", of);
    }
}
