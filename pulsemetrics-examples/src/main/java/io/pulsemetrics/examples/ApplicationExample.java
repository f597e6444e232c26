package io.pulsemetrics.examples;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pulsemetrics.devkit.PostgresServer;
import io.pulsemetrics.examples.shop.Orders;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.select.Selector;
import java.math.BigDecimal;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;

/**
 * Inside an application that has its own pool and its own idea of transactions: connections without autocommit, in a schema
 * and an isolation level of its choice. A run borrows connections from the pool and gives them back as they were.
 */
public final class ApplicationExample {
    private ApplicationExample() {}

    /** What each customer has paid: a model is a class, so the application reads it as it reads its own tables. */
    static final class CustomerValue extends Model<CustomerValue> {
        private static final long serialVersionUID = 1L;

        static final CustomerValue CUSTOMER_VALUE = new CustomerValue(root());

        private final Orders o = source(Orders.ORDERS, "o");

        final Column<Long> CUSTOMER_ID = column("customer_id", o.CUSTOMER_ID).primaryKey();
        final Column<BigDecimal> PAID = column("paid", DSL.sum(o.AMOUNT)).notNull();

        private CustomerValue(As as) {
            super(as, CustomerValue::new, Layer.tables("marts", "marts"));
        }

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(o).where(o.STATUS.eq(DSL.inline("paid"))).groupBy(o.CUSTOMER_ID);
        }
    }

    /** The application's pool, on whatever database. */
    static HikariDataSource pool(DataSource database) {
        var config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(4);
        config.setAutoCommit(false);
        config.setConnectionInitSql("set search_path to shop");
        config.setIsolateInternalQueries(true); // commits the line above: else the first rollback would undo it
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return new HikariDataSource(config);
    }

    /** Builds on the application's pool; one connection more than threads is taken from it. */
    static RunResult build(DataSource pool) {
        return ModelRunner.of(Project.of(CustomerValue.CUSTOMER_VALUE), pool)
                .with(RunOptions.defaults().withThreads(2))
                .run(Selector.all());
    }

    /** What a customer has paid, read in a transaction of the application. */
    static BigDecimal paidBy(DataSource pool, long customer) throws SQLException {
        try (var connection = pool.getConnection()) {
            var v = CustomerValue.CUSTOMER_VALUE.as("v");
            var paid = DSL.using(connection, SQLDialect.POSTGRES)
                    .select(v.PAID)
                    .from(v)
                    .where(v.CUSTOMER_ID.eq(customer))
                    .fetchSingle()
                    .value1();
            connection.commit();
            return paid;
        }
    }

    public static void main(String[] args) throws SQLException {
        try (var server = PostgresServer.embedded()) {
            var database = server.dataSource(server.createDatabase());
            Orders.fill(database);
            try (var pool = pool(database)) {
                build(pool);
                System.out.println("customer 10 paid " + paidBy(pool, 10));
            }
        }
    }
}
