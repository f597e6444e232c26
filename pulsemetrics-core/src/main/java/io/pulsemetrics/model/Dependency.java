package io.pulsemetrics.model;

import org.jooq.Table;

/** What a model declared that it reads. */
public sealed interface Dependency {

    /** The relation's name, without alias. */
    RelationName name();

    /** Another model, by {@code ref}. */
    record OnModel(Model<?> model) implements Dependency {
        @Override
        public RelationName name() {
            return model.relationName();
        }
    }

    /** Reference data, by {@code seed}. */
    record OnSeed(Seed<?> seed) implements Dependency {
        @Override
        public RelationName name() {
            return seed.relationName();
        }
    }

    /** A table that others fill, by {@code source}. */
    record OnSource(Table<?> table) implements Dependency {
        @Override
        public RelationName name() {
            return RelationName.of(table);
        }
    }
}
