package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a publish did, or the publishes of a run that publishes each relation by itself.
 *
 * @param transactions how many: one, unless each relation was published by itself
 * @param attempts how often it tried to get its locks
 * @param waited from the first attempt to the one that succeeded
 * @param locked how long readers of what was replaced could have waited, by the server's clock: from the first lock to the end of the
 *     commit; if the connection was lost before the server could say so, the longest that it allowed
 * @param created what was published for the first time, in the order given
 * @param replaced what took the place of an earlier one, in the order given
 * @param repointed the views that were created again on the new relations, by name
 * @param recreated the materialized views outside the run that were computed anew
 */
public record Published(
        int transactions,
        int attempts,
        Duration waited,
        Duration locked,
        ImmutableList<RelationName> created,
        ImmutableList<RelationName> replaced,
        ImmutableList<RelationName> repointed,
        ImmutableList<RelationName> recreated) {

    /** What two publishes of one run did: the longest lock, and all else together. */
    public Published and(Published next) {
        return new Published(
                transactions + next.transactions,
                attempts + next.attempts,
                waited.plus(next.waited),
                locked.compareTo(next.locked) > 0 ? locked : next.locked,
                concat(created, next.created),
                concat(replaced, next.replaced),
                concat(repointed, next.repointed),
                concat(recreated, next.recreated));
    }

    private static ImmutableList<RelationName> concat(List<RelationName> first, List<RelationName> second) {
        return Stream.concat(first.stream(), second.stream()).distinct().collect(toImmutableList());
    }
}
