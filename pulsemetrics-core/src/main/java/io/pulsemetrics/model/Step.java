package io.pulsemetrics.model;

import java.util.function.Function;
import org.jooq.CommonTableExpression;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;

/**
 * A step of a model's query, with typed columns of its own: it renders as a common table expression.
 *
 * <pre>{@code
 * private final class UserDay extends Step<UserDay> {
 *     private UserDay(As as) {
 *         super(as, UserDay::new);
 *     }
 *
 *     final Column<Long> USER_ID = column("user_id", e.USER_ID);
 *     final Column<LocalDate> DAY = column("day", e.EVENT_DATE);
 *
 *     protected Select<?> query(SelectSelectStep<Record> select) {
 *         return distinct().from(e);
 *     }
 * }
 *
 * private final UserDay userDay = step(UserDay::new);
 * }</pre>
 *
 * <p>A step may read what the model declares before it: sources, models, seeds and earlier steps.
 *
 * @param <S> the class itself
 */
public abstract non-sealed class Step<S extends Step<S>> extends Relation<S> {
    private static final long serialVersionUID = 1L;

    /** @param maker makes an alias: {@code UserDay::new} */
    protected Step(As as, Function<As, S> maker) {
        super(as, maker, null, null);
    }

    /**
     * The rows of the step.
     *
     * @param select {@code select} of the columns, in their order
     */
    protected abstract Select<?> query(SelectSelectStep<Record> select);

    final Select<?> rows() {
        return query(select());
    }

    final CommonTableExpression<?> expression(boolean materialized) {
        var name = DSL.name(getName());
        return materialized ? name.asMaterialized(rows()) : name.as(rows());
    }
}
