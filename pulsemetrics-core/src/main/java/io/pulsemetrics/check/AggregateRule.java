package io.pulsemetrics.check;

import com.google.common.collect.ImmutableList;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all rows together. There is at most one violation.
 *
 * @param measure what is computed of the rows, and when that is wrong
 * @param kind what computing it takes
 * @param others the relations that the measure reads, too
 */
record AggregateRule(Function<Subject, Measured> measure, Kind kind, ImmutableList<Supplier<@Nullable Table<?>>> others)
        implements Rule {

    /** What computing a measure takes. */
    enum Kind {
        /** Rows in any order. */
        STREAM,
        /** Rows in the order of their values; PostgreSQL does not do that in parallel. */
        SORT,
        /** The same measure of what was last published. */
        PUBLISHED
    }

    /**
     * What was computed.
     *
     * @param shown the measures by name
     * @param violation an expression of aggregates that is true if they are wrong
     */
    record Measured(ImmutableList<Field<?>> shown, Condition violation) {
        static Measured of(Condition violation, Field<?>... shown) {
            return new Measured(ImmutableList.copyOf(shown), violation);
        }
    }

    AggregateRule(Kind kind, Function<Subject, Measured> measure) {
        this(measure, kind, ImmutableList.of());
    }

    @Override
    public Select<?> violations(Subject subject) {
        var measured = measure.apply(subject);
        return DSL.select(measured.shown()).from(subject.relation()).having(measured.violation());
    }

    @Override
    public boolean comparesPublished() {
        return kind == Kind.PUBLISHED;
    }
}
