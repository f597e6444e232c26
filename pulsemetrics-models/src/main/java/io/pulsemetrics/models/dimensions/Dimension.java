package io.pulsemetrics.models.dimensions;

import io.pulsemetrics.model.Model;
import io.pulsemetrics.models.Layers;
import java.util.function.Function;

/**
 * A model of the {@linkplain Layers#DIMENSIONS dimension layer}: a table in schema {@code analytics}. It tells the present of a
 * run: rows whose business time is after as-of are not there.
 *
 * @param <S> the class itself
 */
public abstract class Dimension<S extends Dimension<S>> extends Model<S> {
    protected Dimension(As as, Function<As, S> maker) {
        super(as, maker, Layers.DIMENSIONS);
    }
}
