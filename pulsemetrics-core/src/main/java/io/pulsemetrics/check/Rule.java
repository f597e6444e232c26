package io.pulsemetrics.check;

import com.google.common.collect.ImmutableList;
import java.util.function.Supplier;
import org.jooq.Select;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** What a check asks. All kinds but the last can be folded into scans of the relation. */
sealed interface Rule permits RowRule, AggregateRule, UniqueRule, QueryRule {

    /** The offending rows, or what stands for them; none if all is well. */
    Select<?> violations(Subject subject);

    /** The relations that the rule names beside the one that it is asked of; null for one that does not exist. */
    default ImmutableList<Supplier<@Nullable Table<?>>> others() {
        return ImmutableList.of();
    }

    /** Whether the relation is compared with what was last published under its name. */
    default boolean comparesPublished() {
        return false;
    }
}
