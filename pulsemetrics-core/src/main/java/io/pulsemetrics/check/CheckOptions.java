package io.pulsemetrics.check;

import org.jooq.Condition;
import org.jooq.impl.DSL;

/**
 * What can be said of any check, whatever it asks.
 *
 * @param label its name, its description and its tags
 * @param where the rows it looks at: those for which the condition is true; {@link DSL#noCondition()} for all
 * @param judgement what a number of violations means
 * @param evidence what is shown and kept of the offending rows
 */
public record CheckOptions(Label label, Condition where, Judgement judgement, Evidence evidence) {
    static CheckOptions named(String name) {
        return new CheckOptions(Label.named(name), DSL.noCondition(), Judgement.STRICT, Evidence.KEYS);
    }

    CheckOptions with(Label changed) {
        return new CheckOptions(changed, where, judgement, evidence);
    }

    CheckOptions where(Condition changed) {
        return new CheckOptions(label, changed, judgement, evidence);
    }

    CheckOptions with(Judgement changed) {
        return new CheckOptions(label, where, changed, evidence);
    }

    CheckOptions with(Evidence changed) {
        return new CheckOptions(label, where, judgement, changed);
    }
}
