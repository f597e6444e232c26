package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static org.jooq.impl.DSL.noCondition;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.SelectField;

/** Looks at the rows of each group together. A violation is a group; a group without rows that count is none. */
record GroupedRule(AggregateRule aggregate, ImmutableList<Field<?>> groups) implements QueryRule {
    GroupedRule {
        checkArgument(!groups.isEmpty(), "perGroup() needs at least one column");
        checkArgument(
                !aggregate.comparesPublished() && aggregate.others().isEmpty(),
                "a check that looks at another relation cannot be asked group by group");
    }

    @Override
    public Select<?> violations(Subject subject) {
        var measured = aggregate.measure().apply(new Subject(subject.relation(), noCondition(), subject.shown()));
        var shown = new ArrayList<SelectField<?>>(groups);
        shown.addAll(measured.shown());
        return subject.select(shown).groupBy(groups).having(measured.violation());
    }
}
