package io.pulsemetrics.benchmark;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.shop.Orders.ORDERS;

import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The models of docs/benchmarks/comparison, for {@code compare.py}.
 *
 * <p>Arguments: the JDBC URL, and the beginning of the names of two further models if there are to be some. With
 * {@code -Dcomparison.changed=true} the fact has one more column.
 */
public final class ComparisonProject {
    private static final String CHANGED = "comparison.changed";
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final InlineModel STG_ORDERS = InlineModel.define(Layer.views("marts", "marts"), "stg_orders", m -> {
        var o = m.source(ORDERS, "o");
        m.column("order_id", o.ORDER_ID);
        m.column("batch", o.CUSTOMER_ID);
        m.column("amount", o.AMOUNT);
        m.column("ordered_at", o.ORDERED_AT);
        m.column("status", o.STATUS);
        return select -> select.from(o);
    });
    private static final InlineModel FCT_ORDERS = InlineModel.define(MARTS, "fct_orders", m -> {
        var s = m.ref(STG_ORDERS, "s");
        if (Boolean.getBoolean(CHANGED)) {
            m.column("added", DSL.inline(1));
        }
        m.column("order_id", s.column("order_id", Long.class));
        m.column("batch", s.column("batch", Long.class));
        m.column("amount", s.column("amount", BigDecimal.class)).atLeast(BigDecimal.ZERO);
        m.column("ordered_at", s.column("ordered_at", LocalDateTime.class));
        var status = m.column("status", s.column("status", String.class));
        m.config(config -> config.stored(TableProperties.none().index(Index.on(status))));
        return select -> select.from(s);
    });
    private static final InlineModel DAILY = InlineModel.define(MARTS, "daily", m -> {
        var f = m.ref(FCT_ORDERS, "f");
        var last = DSL.max(f.column("ordered_at", LocalDateTime.class));
        m.column("batch", DSL.max(f.column("batch", Long.class)));
        m.column("orders", DSL.countLarge());
        m.column("slept", DSL.field("pg_sleep(extract(second from {0}))::text", SQLDataType.CLOB, last));
        return select -> select.from(f);
    });
    private static final InlineModel BY_STATUS = InlineModel.define(MARTS, "by_status", m -> {
        var d = m.ref(DAILY, "d");
        var f = m.ref(FCT_ORDERS, "f");
        var status = m.column("status", f.column("status", String.class));
        m.column("batch", DSL.max(f.column("batch", Long.class)));
        m.column("orders", DSL.countLarge());
        m.config(config -> config.materialized(Materialization.deleteInsert(status)));
        return select -> select.from(d).crossJoin(f).groupBy(f.column("status", String.class));
    });

    private ComparisonProject() {}

    /** Exits with 1 if not everything was published. */
    public static void main(String[] args) {
        var source = new PGSimpleDataSource();
        source.setUrl(args[0]);
        try {
            var project = args.length > 1
                    ? Project.of(
                            STG_ORDERS,
                            FCT_ORDERS,
                            DAILY,
                            BY_STATUS,
                            further(args[1] + "_one"),
                            further(args[1] + "_two"))
                    : Project.of(STG_ORDERS, FCT_ORDERS, DAILY, BY_STATUS);
            var result = ModelRunner.of(project, source).run(all());
            result.failures()
                    .forEach(it ->
                            System.out.println(it.name() + ": " + it.message().orElse("")));
            System.out.println(result.succeeded() ? "published" : "nothing published");
            System.exit(result.succeeded() ? 0 : 1);
        } catch (PulseException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    private static InlineModel further(String name) {
        return InlineModel.define(MARTS, name, m -> {
            var f = m.ref(FCT_ORDERS, "f");
            m.column("name", DSL.inline(name));
            return select -> select.from(f);
        });
    }
}
