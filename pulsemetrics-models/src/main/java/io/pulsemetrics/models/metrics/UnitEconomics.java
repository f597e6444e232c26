package io.pulsemetrics.models.metrics;

import io.pulsemetrics.model.Parameter;
import java.math.BigDecimal;
import org.jooq.impl.SQLDataType;

/** What a run can be told about the economics of a customer. */
public final class UnitEconomics {
    /** The share of revenue that is left after the cost of serving the customers; used for LTV and payback. */
    public static final Parameter<BigDecimal> GROSS_MARGIN = Parameter.of(
            "gross_margin",
            SQLDataType.NUMERIC,
            new BigDecimal("1.0"),
            "Share of revenue left after the cost of serving customers, from 0 to 1");

    private UnitEconomics() {}
}
