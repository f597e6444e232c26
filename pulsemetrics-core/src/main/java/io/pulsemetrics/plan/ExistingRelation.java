package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.RelationName;

/**
 * A relation as the catalogue has it.
 *
 * @param name its name
 * @param kind what it is
 * @param oid its identity: a relation of the same name and another oid is another relation
 * @param owner who owns it
 * @param attachments what a replacement must carry over or refuse, by nature and name
 */
public record ExistingRelation(
        RelationName name, RelationKind kind, long oid, Owner owner, ImmutableList<Attachment> attachments) {
    /** Whether it is a partition of another table, or inherits from it. */
    public boolean isPart() {
        return attachments.stream().anyMatch(it -> it.nature() == Attachment.Nature.PARENT);
    }
}
