package io.pulsemetrics.check;

import static java.util.Objects.requireNonNull;

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
 * <p>Implementations are immutable.
 */
public abstract non-sealed class CustomCheck implements Check {
    private final String name;

    /** @param name unique within the relation */
    protected CustomCheck(String name) {
        this.name = requireNonNull(name);
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
    public final String name() {
        return name;
    }

    @Override
    public ImmutableList<Field<?>> columns() {
        return ImmutableList.of();
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public final Check warn() {
        return new Warning(this);
    }

    private static final class Warning extends CustomCheck {
        private final CustomCheck check;

        Warning(CustomCheck check) {
            super(check.name());
            this.check = check;
        }

        @Override
        public Select<?> violations(Table<?> relation) {
            return check.violations(relation);
        }

        @Override
        public String type() {
            return check.type();
        }

        @Override
        public ImmutableList<Field<?>> columns() {
            return check.columns();
        }

        @Override
        public Severity severity() {
            return Severity.WARN;
        }
    }
}
