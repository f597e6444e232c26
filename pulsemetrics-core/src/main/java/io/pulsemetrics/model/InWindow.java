package io.pulsemetrics.model;

import java.time.Duration;
import org.jooq.Context;
import org.jooq.Field;
import org.jooq.impl.CustomCondition;
import org.jooq.impl.DSL;

/**
 * That a time is in the window of the run. It renders with the {@link TimeRange} of the jOOQ configuration; with the values of a run but no
 * range everything is in the window; without either it renders as {@code "t" in :window}, which is fit for reading and for comparing queries
 * only.
 */
final class InWindow extends CustomCondition {
    private static final long serialVersionUID = 1L;

    private final transient Field<?> time;
    private final transient Duration earlier;

    InWindow(Field<?> time, Duration earlier) {
        this.time = time;
        this.earlier = earlier;
    }

    @Override
    public void accept(Context<?> ctx) {
        if (ctx.configuration().data(TimeRange.class) instanceof TimeRange range) {
            ctx.visit(range.beginningEarlier(earlier).contains(time));
        } else if (ctx.configuration().data(ParameterValues.class) != null) {
            ctx.visit(DSL.trueCondition());
        } else {
            ctx.visit(time).sql(earlier.isZero() ? " in :window" : " in :window, " + earlier + " earlier");
        }
    }
}
