package io.pulsemetrics.plan;

import io.pulsemetrics.model.RelationName;

/**
 * Something that belongs to a published relation and not to the model behind it, so that a replacement must carry it over or refuse.
 *
 * @param nature what it is
 * @param name its name as the catalogue has it
 */
public record Attachment(Nature nature, String name) {
    /** Whether the relation cannot be replaced by one of the given kind as long as this is attached to it. */
    boolean refuses(RelationKind from, RelationKind to) {
        return !nature.carriedOver || (from != to && !(from.isTable() && to.isTable()));
    }

    String message() {
        return nature.message.formatted(name);
    }

    String remedy(RelationName relation) {
        return nature.remedy.formatted(name, relation);
    }

    /** The kinds of attachment; those that are carried over are refused only where a table becomes a view or a view a table. */
    public enum Nature {
        PUBLICATION(
                true,
                "publication %s lists it by name, and what replaces it cannot be in a publication",
                "Keep the model's kind, or take it out with ALTER PUBLICATION %s DROP TABLE %s"),
        PUBLICATION_OF_ANOTHER(
                false,
                "publication %s lists it by name and belongs to another role, so that its replacement could not be put into it",
                "Let the role that runs be a member of the publication's owner, or take it out with ALTER PUBLICATION %s DROP TABLE %s"),
        INDEX(true, "its index %s has no place on what replaces it", "Keep the model's kind, or drop the index %s"),
        CONSTRAINT(
                true,
                "its constraint %s has no place on what replaces it",
                "Keep the model's kind, or drop it with ALTER TABLE %2$s DROP CONSTRAINT %1$s"),
        FED_COLUMN(
                false,
                "its column %s is an identity, is generated, or is fed by a sequence that belongs to it",
                "Let the model be updated in place, or make %s a plain column of %s"),
        RULE(
                false,
                "it has the rule %s, which would be lost",
                "Drop it with DROP RULE %s ON %s, or say the same in a view of your own"),
        PARENT(
                false,
                "it inherits from, or is a partition of, %s",
                "Take it out of %1$s with ALTER TABLE %2$s NO INHERIT or DETACH PARTITION"),
        SECURITY_LABEL(
                false,
                "it carries a security label of provider %s, which would be lost",
                "Remove it with SECURITY LABEL FOR %s ON TABLE %s IS NULL"),
        POLICY(
                true,
                "its row-level security policy %s has no place on what replaces it",
                "Keep the model's kind, or drop the policy with DROP POLICY %s ON %s"),
        ROW_SECURITY(
                true,
                "its %s has no place on what replaces it, and rows would be shown to all readers",
                "Keep the model's kind, or turn the %s off with ALTER TABLE %s DISABLE ROW LEVEL SECURITY"),
        TRIGGER(
                true,
                "its trigger %s has no place on what replaces it",
                "Keep the model's kind, or drop the trigger with DROP TRIGGER %s ON %s"),
        SECURITY_INVOKER(
                true,
                "it is a view with %s, and a table would show its rows to readers without rights on what is below",
                "Keep the model a view, or clear the option with ALTER VIEW %2$s RESET (%1$s)");

        private final boolean carriedOver;
        private final String message;
        private final String remedy;

        Nature(boolean carriedOver, String message, String remedy) {
            this.carriedOver = carriedOver;
            this.message = message;
            this.remedy = remedy;
        }
    }
}
