package io.pulsemetrics.warehouse;

import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Grants;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.RelationKind;
import java.util.Optional;

/**
 * A built relation to be put in its place.
 *
 * @param name where it goes
 * @param build where it stands; its name without the schema is that of {@code name}
 * @param kind table or view, as it was built
 * @param comments what it is to say of itself
 * @param grants who alone may use it, beside its owner; empty if those may who could use what it replaces
 * @param oldSchema where what it replaces goes to be dropped or kept
 * @param recreated whether it is not part of the run, but was computed anew because it reads what is
 */
public record PublishItem(
        RelationName name,
        RelationName build,
        RelationKind kind,
        Comments comments,
        Optional<Grants> grants,
        String oldSchema,
        boolean recreated) {
    public PublishItem {
        if (!kind.isReplaceable()) {
            throw new IllegalArgumentException("a %s cannot be published: %s".formatted(kind, name));
        }
        if (!name.name().equals(build.name()) || name.equals(build)) {
            throw new IllegalArgumentException("%s is not built under its own name: %s".formatted(name, build));
        }
    }

    /** What replaces a published relation of the name, or is the first one. */
    public static PublishItem of(
            RelationName name, RelationName build, RelationKind kind, Comments comments, Optional<Grants> grants) {
        return new PublishItem(name, build, kind, comments, grants, BuildNames.oldSchema(name.schema()), false);
    }
}
