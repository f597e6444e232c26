package io.pulsemetrics.warehouse;

import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.RelationKind;

/**
 * A built relation to be put in its place.
 *
 * @param name where it goes
 * @param build where it stands; its name without the schema is that of {@code name}
 * @param kind table or view, as it was built
 * @param comments what it is to say of itself
 */
public record PublishItem(RelationName name, RelationName build, RelationKind kind, Comments comments) {
    public PublishItem {
        if (!kind.isReplaceable()) {
            throw new IllegalArgumentException("a %s cannot be published: %s".formatted(kind, name));
        }
        if (!name.name().equals(build.name()) || name.equals(build)) {
            throw new IllegalArgumentException("%s is not built under its own name: %s".formatted(name, build));
        }
    }
}
