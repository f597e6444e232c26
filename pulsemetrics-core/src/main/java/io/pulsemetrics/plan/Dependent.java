package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableSortedSet;
import io.pulsemetrics.model.RelationName;

/** Something outside the replaced relations that depends on them, and what a publish does about it. */
public sealed interface Dependent {
    /**
     * A view that reads a replaced relation directly: it is created again, in place, on the new one, and keeps its identity, owner,
     * grants, options and comments.
     *
     * @param view its name
     * @param owner who owns it
     * @param reads the replaced relations it reads
     */
    record RepointedView(RelationName view, Owner owner, ImmutableSortedSet<RelationName> reads) implements Dependent {}

    /**
     * A view or materialized view on top of a re-pointed view: nothing happens to it. A materialized view keeps its rows until it is
     * refreshed.
     */
    record Survivor(RelationName relation, RelationKind kind, RelationName through) implements Dependent {}

    /**
     * A materialized view that reads a replaced relation directly and is not part of the run: it is computed on what was built, before
     * anything is locked, and takes the place of the old one with its owner, grants, indexes, options and comments.
     *
     * @param view the old one
     * @param reads the replaced relations it reads
     * @param mayCreate whether the role that publishes may create in its schema
     */
    record RecreatedView(ExistingRelation view, ImmutableSortedSet<RelationName> reads, boolean mayCreate)
            implements Dependent {}

    /**
     * A function whose {@code BEGIN ATOMIC} body names a replaced relation: it is created again, in place, on the new one, and keeps its
     * identity, owner, grants and comments.
     *
     * @param function what it is, in PostgreSQL's words: {@code function f.total(integer)}
     */
    record ReboundFunction(String function) implements Dependent {}

    /**
     * Something that would stay behind on the replaced relation.
     *
     * @param object what it is, in PostgreSQL's words: {@code function f.total(integer)}
     * @param reason why it cannot follow
     * @param on the replaced relation it depends on
     */
    record Refused(String object, Reason reason, RelationName on) implements Dependent {}

    /** Why something cannot follow to a replacement, and what to do. */
    enum Reason {
        MATERIALIZED_VIEW(
                "holds on to the replaced relation",
                "Let it read a view on top of %s, which is re-pointed, or let publishes recreate such materialized views"),
        MATERIALIZED_VIEW_ON_VIEW(
                "reads the replaced relation both directly and through a view, and would be computed from both its old and its new rows",
                "Let it read views on top of %s only, or only what is below them"),
        FUNCTION(
                "has the row type of the relation in its body, its arguments or its result, or a BEGIN ATOMIC body and another owner",
                "Write the body as a string, which finds %s by name on each call, and use a type of its own"),
        FOREIGN_KEY(
                "references the replaced relation",
                "Build the table it belongs to in the same run, or drop the foreign key; a relationship check on %s can take its place"),
        COLUMN(
                "has the row type of the replaced relation",
                "Give the column a composite type of its own, not the row type of %s"),
        CHILD(
                "inherits from the replaced relation",
                "Take it out with ALTER TABLE .. NO INHERIT %s, or use a view with UNION ALL"),
        RULE("names the replaced relation", "Drop the rule, or let it name a view on top of %s"),
        POLICY("names the replaced relation", "Let the policy name a view on top of %s, or call a function"),
        CONSTRAINT("depends on the replaced relation", "Drop the constraint; a check on %s can take its place"),
        OTHER("depends on the replaced relation", "Drop it, or let it depend on a view on top of %s");

        private final String message;
        private final String remedy;

        Reason(String message, String remedy) {
            this.message = message;
            this.remedy = remedy;
        }

        String message(String object) {
            return object + " " + message;
        }

        String remedy(RelationName on) {
            return remedy.formatted(on);
        }
    }
}
