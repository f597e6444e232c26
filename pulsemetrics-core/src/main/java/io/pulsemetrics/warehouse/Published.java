package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import java.time.Duration;

/**
 * What a publish did.
 *
 * @param attempts how often it tried to get its locks, the last time with success
 * @param waited from the first attempt to the one that succeeded
 * @param locked how long readers of what was replaced could have waited: from the first lock to the commit
 * @param created what was published for the first time, in the order given
 * @param replaced what took the place of an earlier one, in the order given
 * @param repointed the views that were created again on the new relations, by name
 */
public record Published(
        int attempts,
        Duration waited,
        Duration locked,
        ImmutableList<RelationName> created,
        ImmutableList<RelationName> replaced,
        ImmutableList<RelationName> repointed) {}
