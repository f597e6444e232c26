package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.SchemaChange;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import io.pulsemetrics.shop.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;

/** What the tests of incremental tables share: two orders, the models of them, and runs that succeed. */
abstract class IncrementalRuns {
    static final Layer MARTS = Layer.tables("marts", "marts");

    final TestPostgres database =
            Shop.of("(1, 10, 5.00, '2026-03-01 10:00', 'paid')", "(2, 10, 4.00, '2026-03-02 11:00', 'open')");

    final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    @AfterEach
    void drop() {
        database.close();
    }

    static final InlineModel DAYS = InlineModel.define(MARTS, "fct_days", m -> {
        var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
        var day = o.ORDERED_AT.cast(SQLDataType.LOCALDATE);
        var date = m.column("day", day).primaryKey();
        m.column("orders", countLarge());
        m.column("revenue", sum(o.AMOUNT));
        m.config(config -> config.materialized(Materialization.interval(date, Grain.DAY)
                .lookback(Duration.ofDays(2))
                .batch(2)));
        return select -> select.from(o).groupBy(day);
    });

    static InlineModel latest(SchemaChange change, boolean withStatus) {
        return InlineModel.define(MARTS, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var id = m.column("order_id", o.ORDER_ID);
            m.column("amount", o.AMOUNT);
            if (withStatus) {
                m.column("status", o.STATUS);
            }
            m.config(config -> config.materialized(Materialization.merge(id).onSchemaChange(change)));
            return select -> select.distinctOn(o.ORDER_ID).from(o).orderBy(o.ORDER_ID, o.ORDERED_AT.desc());
        });
    }

    ModelRunner runner(String asOf, InlineModel... models) {
        return ModelRunner.of(Project.of(models), database.dataSource()).with(options(asOf));
    }

    static RunOptions options(String asOf) {
        return RunOptions.defaults().withThreads(2).withAsOf(Instant.parse(asOf));
    }

    RunResult run(String asOf, InlineModel... models) {
        var result = runner(asOf, models).run(all());
        assertThat(result.failures()).isEmpty();
        assertThat(result.succeeded()).isTrue();
        return result;
    }

    List<String> rows(String table) {
        return sql.fetch("select t::text from marts.%s t order by 1".formatted(table))
                .getValues(0, String.class);
    }

    long oid(String table) {
        return sql.fetchSingle("select ?::regclass::oid::bigint", "marts." + table)
                .get(0, Long.class);
    }
}
