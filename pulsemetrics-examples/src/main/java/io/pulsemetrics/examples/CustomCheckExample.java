package io.pulsemetrics.examples;

import io.pulsemetrics.check.CustomCheck;
import io.pulsemetrics.cli.ConsoleListener;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.devkit.PostgresServer;
import io.pulsemetrics.examples.shop.Orders;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.select.Selector;
import java.io.PrintWriter;
import javax.sql.DataSource;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.impl.DSL;

/** A rule of one's own: a query of the rows that break it. A table that breaks it is built, but not published. */
public final class CustomCheckExample {
    private CustomCheckExample() {}

    /** No customer has more than one open order. */
    static final class OneOpenOrder extends CustomCheck {
        private final Column<Long> customer;
        private final Column<String> status;

        OneOpenOrder(Column<Long> customer, Column<String> status) {
            super("one_open_order");
            this.customer = customer;
            this.status = status;
        }

        @Override
        public Select<?> violations(Table<?> relation) {
            return DSL.select(customer, DSL.countLarge().as("open_orders"))
                    .from(relation)
                    .where(status.eq(DSL.inline("open")))
                    .groupBy(customer)
                    .having(DSL.countLarge().gt(DSL.inline(1L)));
        }
    }

    /** Runs a model with the check. */
    static RunResult run(DataSource db, PrintWriter out) {
        var orders = InlineModel.define(Layer.tables("marts", "marts"), "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID).primaryKey();
            var customer = m.column("customer_id", o.CUSTOMER_ID).notNull();
            var status = m.column("status", o.STATUS).acceptedValues("open", "paid");
            m.check(new OneOpenOrder(customer, status));
            return select -> select.from(o);
        });
        var listener = new ConsoleListener(Terminal.plain(out), "java " + CustomCheckExample.class.getSimpleName());
        return ModelRunner.of(Project.of(orders), db)
                .with(RunOptions.defaults().withListener(listener))
                .run(Selector.all());
    }

    public static void main(String[] args) {
        try (var server = PostgresServer.embedded()) {
            var db = server.dataSource(server.createDatabase());
            Orders.fill(db);
            var out = new PrintWriter(System.out, true, System.out.charset());
            run(db, out);
        }
    }
}
