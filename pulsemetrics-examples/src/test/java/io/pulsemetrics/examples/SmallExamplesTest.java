package io.pulsemetrics.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.devkit.TestDatabase;
import io.pulsemetrics.examples.shop.Orders;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@PostgresTest
@Isolated("it replaces System.out")
class SmallExamplesTest {
    @Test
    void quickstart_publishes_sales_by_day_and_reads_them_with_types() {
        assertThat(printedBy(() -> Quickstart.main(new String[0]))).isEqualTo("""
                2026-03-01  19.50
                2026-03-03  99.90
                """);
    }

    private static String printedBy(Runnable program) {
        var console = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(console);
        }
        return printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void custom_check_keeps_a_table_from_being_published_and_shows_who_breaks_the_rule(TestDatabase db) {
        Orders.fill(db.dataSource());
        var out = new StringWriter();

        var result = CustomCheckExample.run(db.dataSource(), new PrintWriter(out));

        assertThat(result.succeeded()).isFalse();
        assertThat(out.toString().replaceAll("\\d+\\.\\d\\d s", "0.00 s")).isEqualTo("""
                  1 of 1  marts.fct_orders  FAILED  1 check failed
                  1 relation: 1 failed; 5 checks: 4 passed, 0 warned, 1 failed; 0.00 s

                  FAILED   marts.fct_orders
                           one_open_order: 1 violation
                             customer_id=11, open_orders=2

                Nothing was published: what was there before is still there, as it was.
                When it is mended, run again: java CustomCheckExample
                Only what failed, with what it reads and what reads it: java CustomCheckExample --select +fct_orders+
                """);
        assertThat(db.sql().fetchExists(db.sql().selectOne().from("pg_tables").where("tablename = 'fct_orders'")))
                .isFalse();
    }

    @Test
    void custom_check_lets_a_table_pass_that_keeps_the_rule(TestDatabase db) {
        Orders.fill(db.dataSource());
        db.sql().deleteFrom(Orders.ORDERS).where(Orders.ORDERS.ORDER_ID.eq(4L)).execute();

        assertThat(CustomCheckExample.run(db.dataSource(), new PrintWriter(new StringWriter()))
                        .succeeded())
                .isTrue();
    }

    @Test
    void application_gets_its_connections_back_as_they_were(DataSource db) throws SQLException {
        Orders.fill(db);
        try (var pool = ApplicationExample.pool(db)) {
            var before = settings(pool);

            assertThat(ApplicationExample.build(pool).succeeded()).isTrue();

            assertThat(ApplicationExample.paidBy(pool, 10)).isEqualByComparingTo("19.50");
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
            for (int i = 0; i < 4; i++) {
                assertThat(settings(pool)).isEqualTo(before);
            }
        }
    }

    /** What the application relies on, of a connection of its pool. */
    private static String settings(DataSource pool) throws SQLException {
        try (var connection = pool.getConnection()) {
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(connection.isReadOnly()).isFalse();
            assertThat(connection.getTransactionIsolation()).isEqualTo(Connection.TRANSACTION_REPEATABLE_READ);
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("select current_setting('search_path'),"
                            + " current_setting('application_name'), current_setting('statement_timeout'),"
                            + " current_setting('transaction_isolation')")) {
                rows.next();
                var settings =
                        String.join("|", rows.getString(1), rows.getString(2), rows.getString(3), rows.getString(4));
                connection.rollback();
                return settings;
            }
        }
    }

    @Test
    void foreign_schema_is_read_and_left_as_it_is(TestDatabase db) {
        ForeignSchemaExample.createForeignTables(db.dataSource());

        assertThat(ForeignSchemaExample.build(db.dataSource()).succeeded()).isTrue();

        assertThat(db.sql()
                        .fetch("select customer, net, last_booked from reports.turnover order by 1")
                        .formatCSV(false))
                .isEqualTo("7,220.50,2026-02-28\n8,10.00,2026-02-28\n");
        assertThat(db.sql()
                        .fetchValues("select schema_name::text from information_schema.schemata"
                                + " where schema_name !~ '^(pg_|information_schema)' order by 1"))
                .hasToString("[Billing, public, pulse_state, reports]");
        assertThat(db.sql().fetchCount(db.sql().selectFrom("\"Billing\".\"Invoice Lines\"")))
                .isEqualTo(3);
    }
}
