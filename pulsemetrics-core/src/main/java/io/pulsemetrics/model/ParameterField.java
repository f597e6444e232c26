package io.pulsemetrics.model;

import org.jooq.Context;
import org.jooq.impl.CustomField;
import org.jooq.impl.DSL;

/**
 * A parameter inside a query. It renders as the value that the {@link ParameterValues} of the jOOQ configuration give, as a
 * literal; without such values it renders as {@code :name}, which is fit for reading and for comparing queries only.
 *
 * @param <T> its Java type
 */
public final class ParameterField<T> extends CustomField<T> {
    private static final long serialVersionUID = 1L;

    private final transient Parameter<T> parameter;

    ParameterField(Parameter<T> parameter) {
        super(parameter.name(), parameter.type());
        this.parameter = parameter;
    }

    /** Which parameter. */
    public Parameter<T> parameter() {
        return parameter;
    }

    @Override
    public void accept(Context<?> ctx) {
        if (ctx.configuration().data(ParameterValues.class) instanceof ParameterValues values) {
            ctx.visit(DSL.inline(values.get(parameter), parameter.type()));
        } else {
            ctx.sql(':').sql(parameter.name());
        }
    }
}
