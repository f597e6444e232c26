package io.pulsemetrics.check;

import com.google.common.collect.ImmutableList;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;

/**
 * A check of one's own: a query that returns the offending rows.
 *
 * <pre>{@code
 * final class AtMostOneOpenRow extends CustomCheck {
 *     AtMostOneOpenRow() {
 *         super("at_most_one_open_row");
 *     }
 *
 *     public Select<?> violations(Table<?> relation) {
 *         return select(KEY).from(relation).where(VALID_TO.isNull()).groupBy(KEY).having(count().gt(1));
 *     }
 * }
 * }</pre>
 *
 * <p>Its query says itself which rows it looks at: it cannot be given a {@code where}. Implementations are immutable.
 */
public abstract non-sealed class CustomCheck implements Check {
    private final CheckOptions options;

    /** @param name unique within the relation */
    protected CustomCheck(String name) {
        this.options = CheckOptions.named(name);
    }

    /**
     * The offending rows; none if the check passes.
     *
     * @param relation the relation under audit, unaliased: its own columns can be used as they are
     */
    public abstract Select<?> violations(Table<?> relation);

    @Override
    public String type() {
        return "custom";
    }

    @Override
    public ImmutableList<Field<?>> columns() {
        return ImmutableList.of();
    }

    @Override
    public final CheckOptions options() {
        return options;
    }

    @Override
    public final Check with(CheckOptions changed) {
        return new DeclaredCheck(type(), columns(), new FreeRule(this::violations), changed);
    }
}
