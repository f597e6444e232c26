package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A build with tables that are brought up to date waits as any other, and is published as the run would have done. */
class WaitingBuildTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final InlineModel DAYS = InlineModel.define(MARTS, "days", m -> {
        var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
        var day = o.ORDERED_AT.cast(SQLDataType.LOCALDATE);
        var date = m.column("day", day).primaryKey();
        m.column("orders", countLarge());
        m.config(config -> config.materialized(Materialization.interval(date, Grain.DAY)
                .lookback(Duration.ofDays(2))
                .batch(1)));
        return select -> select.from(o).groupBy(day);
    });
    private static final InlineModel LATEST = InlineModel.define(MARTS, "latest", m -> {
        var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
        var id = m.column("order_id", o.ORDER_ID);
        m.column("amount", o.AMOUNT);
        m.config(config -> config.materialized(Materialization.merge(id)));
        return select -> select.from(o);
    });
    private static final InlineModel SUMS = sums(false);

    private static InlineModel sums(boolean asText) {
        return InlineModel.define(MARTS, "sums", m -> {
            var l = m.ref(LATEST, "l");
            var revenue = sum(l.column("amount", BigDecimal.class));
            if (asText) {
                m.column("revenue", revenue.cast(SQLDataType.CLOB));
            } else {
                m.column("revenue", revenue);
            }
            return select -> select.from(l);
        });
    }

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    @BeforeEach
    void publishFirst() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.00, '2026-03-01 10:00', 'paid'), (2, 10, 4.00, '2026-03-02 11:00', 'open')");
        runner(3, SUMS).run(all());
        database.execute(
                "create view public.on_sums as select revenue from marts.sums",
                "insert into shop.orders values (3, 10, 2.00, '2026-03-03 10:00', 'paid'), (4, 10, 1.00, '2026-03-04 10:00', 'paid')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private ModelRunner runner(int day, InlineModel sums) {
        return ModelRunner.of(Project.of(DAYS, LATEST, sums), database.dataSource())
                .with(RunOptions.defaults()
                        .withThreads(2)
                        .withAsOf(Instant.parse("2026-03-%02dT00:00:00Z".formatted(day))));
    }

    private List<String> rows() {
        return sql.fetch(
                        "select 'day ' || day || ' ' || orders from marts.days union all select 'order ' || order_id from marts.latest"
                                + " union all select 'revenue ' || revenue from marts.sums order by 1")
                .getValues(0, String.class);
    }

    @Test
    void is_published_with_its_deltas_as_of_its_run() {
        var waiting = runner(5, sums(true));
        assertThatThrownBy(() -> waiting.run(all()))
                .hasMessageContaining("; then publish: what was built and checked waits. [view-cannot-follow]");
        assertThat(rows())
                .containsExactly("day 2026-03-01 1", "day 2026-03-02 1", "order 1", "order 2", "revenue 9.00");
        database.execute(
                "drop view public.on_sums",
                "insert into shop.orders values (5, 10, 100.00, '2026-03-04 12:00', 'paid')");

        // whoever publishes may do so later, which changes nothing
        runner(9, sums(true)).publish();

        assertThat(rows())
                .containsExactly(
                        "day 2026-03-01 1",
                        "day 2026-03-02 1",
                        "day 2026-03-03 1",
                        "day 2026-03-04 1",
                        "order 1",
                        "order 2",
                        "order 3",
                        "order 4",
                        "revenue 12.00");
        assertThat(sql.fetch("select nspname from pg_namespace where nspname ~ '__'"))
                .isEmpty();

        database.execute("insert into shop.orders values (6, 10, 50.00, '2026-03-05 12:00', 'paid')");
        runner(6, sums(true)).run(all());
        assertThat(rows()) // the window of the merge goes on from there; the days look back
                .contains("day 2026-03-04 2", "day 2026-03-05 1", "order 6", "revenue 62.00")
                .doesNotContain("order 5");
    }

    @Test
    void does_not_wait_if_options_said_what_to_compute() {
        var again = runner(5, sums(true)).with(RunOptions.defaults().withFullRefresh());

        assertThatThrownBy(() -> again.run(all()))
                .hasMessageContaining("[view-cannot-follow]")
                .hasMessageNotContaining("then publish");

        assertThatThrownBy(again::publish).hasMessageContaining("no audited build waits to be published");
    }
}
