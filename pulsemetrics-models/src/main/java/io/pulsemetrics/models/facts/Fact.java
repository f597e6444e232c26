package io.pulsemetrics.models.facts;

import io.pulsemetrics.model.Model;
import io.pulsemetrics.models.Layers;
import java.util.function.Function;

/**
 * A model of the {@linkplain Layers#FACTS fact layer}: a table in schema {@code analytics}. Rows whose business time is after
 * as-of are not there; the day of as-of is, and may be partial.
 *
 * @param <S> the class itself
 */
public abstract class Fact<S extends Fact<S>> extends Model<S> {
    /** The tag of checks that rows tell one story together; what they find is counted and published all the same. */
    protected static final String COHERENCE = "coherence";

    protected Fact(As as, Function<As, S> maker) {
        super(as, maker, Layers.FACTS);
    }
}
