package io.pulsemetrics.check;

import static com.google.common.base.Preconditions.checkArgument;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.noCondition;

import java.math.BigDecimal;
import org.jooq.Condition;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * Between which numbers a value lies, both included.
 *
 * @param least null for no lower bound
 * @param most null for no upper bound
 */
public record Bounds(@Nullable BigDecimal least, @Nullable BigDecimal most) {
    public Bounds {
        checkArgument(least != null || most != null, "a bound is missing");
        checkArgument(
                least == null || most == null || least.compareTo(most) <= 0,
                "the lower bound %s is above the upper bound %s",
                least,
                most);
    }

    /** From one to the other. */
    public static Bounds between(Number least, Number most) {
        return new Bounds(decimal(least), decimal(most));
    }

    /** This or more. */
    public static Bounds atLeast(Number least) {
        return new Bounds(decimal(least), null);
    }

    /** This or less. */
    public static Bounds atMost(Number most) {
        return new Bounds(null, decimal(most));
    }

    /** This and nothing else. */
    public static Bounds exactly(Number value) {
        return between(value, value);
    }

    private static BigDecimal decimal(Number number) {
        return new BigDecimal(number.toString());
    }

    /** True for a value that lies outside; unknown for NULL. */
    Condition outside(Field<? extends Number> value) {
        var number = value.coerce(BigDecimal.class);
        var outside = noCondition();
        if (least != null) {
            outside = outside.or(number.lt(inline(least)));
        }
        return most == null ? outside : outside.or(number.gt(inline(most)));
    }
}
