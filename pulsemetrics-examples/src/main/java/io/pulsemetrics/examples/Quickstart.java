package io.pulsemetrics.examples;

import io.pulsemetrics.devkit.PostgresServer;
import io.pulsemetrics.examples.shop.Orders;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.select.Selector;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** One source, two models, one check; run, and read with types. */
public final class Quickstart {
    public static void main(String[] args) {
        var orders = InlineModel.define(Layer.views("staging", "staging"), "stg_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("day", o.DAY);
            m.column("amount", o.AMOUNT).atLeast(BigDecimal.ZERO); // the check: no negative amount is published
            return select -> select.from(o).where(o.STATUS.eq("paid"));
        });
        var sales = InlineModel.define(Layer.tables("marts", "marts"), "daily_sales", m -> {
            var o = m.ref(orders, "o");
            m.column("day", o.column("day", LocalDate.class));
            m.column("revenue", DSL.sum(o.column("amount", BigDecimal.class)));
            return select -> select.from(o).groupBy(o.column("day", LocalDate.class));
        });
        try (var server = PostgresServer.embedded()) {
            var db = server.dataSource(server.createDatabase());
            Orders.fill(db);
            ModelRunner.of(Project.of(orders, sales), db).run(Selector.all());
            var read = DSL.using(db, SQLDialect.POSTGRES).selectFrom(sales).orderBy(1);
            read.fetchMap(sales.column("day", LocalDate.class), sales.column("revenue", BigDecimal.class))
                    .forEach((day, revenue) -> System.out.println(day + "  " + revenue));
        }
    }
}
