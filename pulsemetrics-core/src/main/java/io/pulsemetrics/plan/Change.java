package io.pulsemetrics.plan;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.jooq.Condition;

/** How the rows of a delta get into a table that stays in place. */
public sealed interface Change {

    /**
     * A column of a key.
     *
     * @param nullable whether it may be NULL, which then counts as a value
     */
    record Key(String name, boolean nullable) {}

    /** They are added. */
    record Append() implements Change {}

    /**
     * They take the place of all rows for which the condition holds.
     *
     * @param replaced of the table's columns, unqualified
     */
    record Replace(Condition replaced) implements Change {}

    /** They take the place of all rows with one of their keys. */
    record DeleteInsert(ImmutableList<Key> key) implements Change {}

    /**
     * They are all rows that the table is to have.
     *
     * @param key what identifies a row, so that only what differs is written; empty if all rows are to be written
     * @param others the columns beside the key
     * @param compared those of them whose type has no equality and that are compared as text
     */
    record Whole(ImmutableList<Key> key, ImmutableList<String> others, ImmutableList<String> compared)
            implements Change {}

    /**
     * Each takes the place of the row with its key, or is added.
     *
     * @param updated the columns that are taken over
     * @param compared those of them whose type has no equality and that are compared as text
     * @param deleted the column that says that the row with the key is to go
     */
    record Merge(
            ImmutableList<Key> key,
            ImmutableList<String> updated,
            ImmutableList<String> compared,
            Optional<String> deleted)
            implements Change {}
}
