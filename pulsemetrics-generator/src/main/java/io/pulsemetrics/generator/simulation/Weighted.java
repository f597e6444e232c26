package io.pulsemetrics.generator.simulation;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Values to draw from, each with a weight; the weights need not sum to one. Immutable. */
final class Weighted<T> {
    private final ImmutableList<T> values;
    private final double[] cumulative;

    private Weighted(ImmutableList<T> values, double[] cumulative) {
        this.values = values;
        this.cumulative = cumulative;
    }

    /** The values, each weighted by the function. */
    static <T> Weighted<T> of(List<T> values, ToDoubleFunction<T> weight) {
        var cumulative = values.stream().mapToDouble(weight).toArray();
        for (var i = 1; i < cumulative.length; i++) {
            cumulative[i] += cumulative[i - 1];
        }
        return new Weighted<>(ImmutableList.copyOf(values), cumulative);
    }

    T draw(Draws draws) {
        return at(draws.uniform());
    }

    /** The value at a quantile in [0, 1): the first whose share of the whole, together with those before it, exceeds the quantile. */
    T at(double quantile) {
        var target = quantile * cumulative[cumulative.length - 1];
        var found = Arrays.binarySearch(cumulative, target);
        var index = found >= 0 ? found + 1 : -found - 1;
        return values.get(Math.min(index, values.size() - 1));
    }
}
