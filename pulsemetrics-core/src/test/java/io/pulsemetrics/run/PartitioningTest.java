package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Large facts in partitions by range of a date. */
@Isolated("it measures how long readers wait")
class PartitioningTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final InlineModel ORDERS_BY_MONTH = InlineModel.define(MARTS, "fct_orders", m -> {
        var o = m.source(Orders.ORDERS, "o");
        var id = m.column("order_id", o.ORDER_ID).primaryKey();
        var date = m.column("ordered_on", o.ORDERED_AT.cast(SQLDataType.LOCALDATE));
        m.column("amount", o.AMOUNT);
        m.config(config -> config.stored(TableProperties.none()
                .partitionBy(date, Grain.MONTH)
                .index(Index.on(id, date).makingUnique())
                .fillfactor(90)));
        return select -> select.from(o);
    });
    private static final InlineModel DAYS = InlineModel.define(MARTS, "fct_days", m -> {
        var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
        var day = o.ORDERED_AT.cast(SQLDataType.LOCALDATE);
        var date = m.column("day", day).primaryKey();
        m.column("orders", countLarge());
        m.column("revenue", sum(o.AMOUNT));
        m.config(config -> config.materialized(
                        Materialization.interval(date, Grain.DAY).lookback(Duration.ofDays(2)))
                .stored(TableProperties.none().enforcePrimaryKey().partitionBy(date, Grain.MONTH)));
        return select -> select.from(o).groupBy(day);
    });
    private static final InlineModel TOTAL = InlineModel.define(MARTS, "total", m -> {
        var d = m.ref(DAYS, "d");
        m.column("orders", sum(d.column("orders", Long.class)));
        return select -> select.from(d);
    });

    private static final InlineModel MERGED = InlineModel.define(MARTS, "merged", m -> {
        var o = m.source(Orders.ORDERS, "o");
        var id = m.column("order_id", o.ORDER_ID);
        var date = m.column("ordered_on", o.ORDERED_AT.cast(SQLDataType.LOCALDATE));
        m.config(config -> config.materialized(Materialization.merge(id))
                .stored(TableProperties.none().partitionBy(date, Grain.MONTH)));
        return select -> select.from(o);
    });

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.00, '2026-01-31 23:59', 'paid'), (2, 10, 4.00, '2026-03-01 00:00', 'open')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private ModelRunner runner(String asOf, InlineModel... models) {
        return ModelRunner.of(Project.of(models), database.dataSource())
                .with(RunOptions.defaults().withThreads(2).withAsOf(Instant.parse(asOf)));
    }

    private RunResult run(String asOf, InlineModel... models) {
        var result = runner(asOf, models).run(all());
        assertThat(result.succeeded()).as(result.failures().toString()).isTrue();
        return result;
    }

    private List<String> rows(String query) {
        return sql.fetch(query).map(row -> row.intoList().toString());
    }

    private List<String> partitions(String table) {
        return rows("""
                select c.oid::regclass::text || ' ' || pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'marts.%s'::regclass order by 1""".formatted(table));
    }

    /** PostgreSQL locks the partition for NULLs against readers when another one is attached. */
    @Test
    void readers_do_not_wait_for_a_partition_that_cannot_be_attached_yet() throws Exception {
        database.execute("insert into shop.orders values (3, 10, 1.00, null, 'paid')");
        run("2026-03-10T00:00:00Z", MERGED);
        database.execute("insert into shop.orders values (4, 10, 1.00, '2026-04-01', 'paid')");
        try (var reader = database.dataSource().getConnection()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("select from marts.merged_pnull");
            var running = new FutureTask<>(() -> run("2026-04-10T00:00:00Z", MERGED));
            Thread.ofPlatform().start(running);
            while (rows("select from pg_locks where mode = 'AccessExclusiveLock' and not granted"
                            + " and database = (select oid from pg_database where datname = current_database())")
                    .isEmpty()) {
                Thread.sleep(5);
            }

            for (long end = System.nanoTime() + 1_000_000_000; System.nanoTime() < end; ) {
                long start = System.nanoTime();
                assertThat(rows("select count(*) from marts.merged")).containsExactly("[3]");
                assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(500);
            }
            reader.rollback();
            assertThat(running.get().succeeded()).isTrue();
        }
        assertThat(rows("select order_id from only marts.merged_p202604")).containsExactly("[4]");
    }

    @Test
    void an_index_that_was_made_on_one_partition_is_refused_by_name_and_one_on_the_table_is_not() {
        run("2026-03-10T00:00:00Z", ORDERS_BY_MONTH);
        database.execute("create index everywhere on marts.fct_orders (order_id)");
        run("2026-03-11T00:00:00Z", ORDERS_BY_MONTH);
        database.execute("create index here on marts.fct_orders_p202603 (order_id)");

        assertThatThrownBy(() -> run("2026-03-12T00:00:00Z", ORDERS_BY_MONTH))
                .hasMessage(
                        "marts.fct_orders: the index here of partition fct_orders_p202603, which was made by hand, stands on a"
                                + " partition that will not be there. Make it on the whole table, let the model declare it, or drop it"
                                + " with DROP INDEX marts.here. [cannot-replace]");

        database.execute("drop index marts.here");
        run("2026-03-12T00:00:00Z", ORDERS_BY_MONTH);
    }

    @Test
    void there_is_a_partition_for_each_month_that_there_are_rows_of_and_one_for_rows_without() {
        database.execute("insert into shop.orders values (3, 10, 1.00, null, 'paid')");
        run("2026-03-10T00:00:00Z", ORDERS_BY_MONTH);

        assertThat(partitions("fct_orders"))
                .containsExactly(
                        "[marts.fct_orders_p202601 FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')]",
                        "[marts.fct_orders_p202603 FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')]",
                        "[marts.fct_orders_pnull DEFAULT]");
        assertThat(rows("select order_id from only marts.fct_orders_p202601")).containsExactly("[1]");
        assertThat(rows("select order_id from only marts.fct_orders_pnull")).containsExactly("[3]");
        assertThat(rows("select reloptions::text from pg_class where oid = 'marts.fct_orders_p202603'::regclass"))
                .containsExactly("[{fillfactor=90}]");
        assertThat(
                        rows(
                                "select pg_get_indexdef(indexrelid) from pg_index where indrelid = 'marts.fct_orders'::regclass"))
                .containsExactly(
                        "[CREATE UNIQUE INDEX fct_orders_order_id_ordered_on_key ON ONLY marts.fct_orders USING btree (order_id,"
                                + " ordered_on)]");
        assertThat(rows("explain select * from marts.fct_orders where ordered_on >= '2026-03-01'")
                        .toString())
                .contains("fct_orders_p202603")
                .doesNotContain("fct_orders_p202601");
    }

    @Test
    void it_is_replaced_with_all_its_partitions_and_what_hangs_on_it_goes_along() {
        run("2026-03-10T00:00:00Z", ORDERS_BY_MONTH);
        var reader = database.name() + "_reader";
        database.execute(
                "create role " + reader,
                "grant select on marts.fct_orders to " + reader,
                "create index by_hand on marts.fct_orders (amount)",
                "alter table marts.fct_orders add constraint positive check (amount > 0)",
                "alter table marts.fct_orders enable row level security",
                "create policy p on marts.fct_orders using (amount > 1)",
                "create view public.v as select sum(amount) as amount from marts.fct_orders",
                "create view public.on_march as select order_id from marts.fct_orders_p202603",
                "create materialized view public.m as select count(*) as n from marts.fct_orders",
                "create statistics marts.s on order_id, amount from marts.fct_orders");
        for (int run = 3; run < 6; run++) {
            database.execute("insert into shop.orders values (%1$d, 1, 1.00, '2026-0%1$d-10', 'paid')".formatted(run));

            run("2026-10-10T00:00:00Z", ORDERS_BY_MONTH);
        }

        assertThat(partitions("fct_orders")).hasSize(4);
        assertThat(
                        rows(
                                "select (select amount from public.v), (select count(*) from public.on_march), (select n from public.m)"))
                .containsExactly("[12.00, 2, 5]");
        assertThat(rows("select has_table_privilege('%s', 'marts.fct_orders', 'SELECT'), count(*) from pg_policy"
                        .formatted(reader)))
                .containsExactly("[true, 1]");
        assertThat(
                        rows(
                                "select indexrelid::regclass::text from pg_index where indrelid = 'marts.fct_orders'::regclass order by 1"))
                .containsExactly("[marts.by_hand]", "[marts.fct_orders_order_id_ordered_on_key]");
        assertThat(
                        rows(
                                "select conname from pg_constraint where conrelid = 'marts.fct_orders'::regclass and contype = 'c'"))
                .containsExactly("[positive]");
        assertThat(rows("select stxname from pg_statistic_ext")).containsExactly("[s]");
        assertThat(rows("select nspname from pg_namespace where nspname ~ '__'"))
                .isEmpty();
        database.execute("drop owned by " + reader, "drop role " + reader);
    }

    @Test
    void increments_attach_the_partitions_that_they_need_and_change_rows_in_those_that_are_there() {
        run("2026-03-01T12:00:00Z", DAYS, TOTAL);
        var oid = rows("select 'marts.fct_days'::regclass::oid");
        database.execute(
                "insert into shop.orders values (3, 10, 1.00, '2026-03-01 10:00', 'paid'), (4, 11, 2.00, '2026-04-05 01:00', 'paid')");

        run("2026-04-06T12:00:00Z", DAYS, TOTAL);

        assertThat(rows("select * from marts.fct_days order by 1"))
                .containsExactly("[2026-01-31, 1, 5.00]", "[2026-03-01, 2, 5.00]", "[2026-04-05, 1, 2.00]");
        assertThat(rows("select orders from marts.total")).containsExactly("[4]");
        assertThat(rows("select 'marts.fct_days'::regclass::oid")).isEqualTo(oid);
        assertThat(partitions("fct_days"))
                .containsExactly(
                        "[marts.fct_days_p202601 FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')]",
                        "[marts.fct_days_p202603 FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')]",
                        "[marts.fct_days_p202604 FOR VALUES FROM ('2026-04-01') TO ('2026-05-01')]");
        assertThat(
                        rows(
                                "select count(*) from pg_constraint where contype = 'p' and conrelid = 'marts.fct_days_p202604'::regclass"))
                .containsExactly("[1]");

        runner("2026-04-06T12:00:00Z", DAYS, TOTAL)
                .with(RunOptions.defaults().withFullRefresh().withAsOf(Instant.parse("2026-04-06T12:00:00Z")))
                .run(all());
        assertThat(rows("select 'marts.fct_days'::regclass::oid")).isNotEqualTo(oid);
        assertThat(rows("select count(*) from marts.fct_days")).containsExactly("[3]");
    }

    @Test
    void declared_indexes_come_and_go_without_a_rebuild() {
        run("2026-03-01T12:00:00Z", days(TableProperties.none()));
        var oid = rows("select 'marts.d'::regclass::oid");

        run(
                "2026-03-02T12:00:00Z",
                days(TableProperties.none()
                        .index(Index.on(DSL.field(DSL.name("orders"), Long.class))
                                .named("d_orders_idx"))));
        assertThat(rows("select count(*) from pg_index where indexrelid = to_regclass('marts.d_orders_idx')"))
                .containsExactly("[1]");
        run("2026-03-03T12:00:00Z", days(TableProperties.none()));

        assertThat(rows("select count(*) from pg_index where indexrelid = to_regclass('marts.d_orders_idx')"))
                .containsExactly("[0]");
        assertThat(rows("select 'marts.d'::regclass::oid")).isEqualTo(oid);
    }

    private static InlineModel days(TableProperties properties) {
        return InlineModel.define(MARTS, "d", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var day = o.ORDERED_AT.cast(SQLDataType.LOCALDATE);
            var date = m.column("day", day);
            m.column("orders", countLarge());
            m.config(config -> config.materialized(Materialization.interval(date, Grain.DAY))
                    .stored(properties.partitionBy(date, Grain.YEAR)));
            return select -> select.from(o).groupBy(day);
        });
    }

    @Test
    void what_is_kept_is_kept_and_rolled_back_to_with_its_partitions() {
        var keeping = runner("2026-03-10T00:00:00Z", ORDERS_BY_MONTH)
                .with(RunOptions.defaults().withPublishing(Publishing.WHOLE.keeping(2)));
        keeping.run(all());
        database.execute("insert into shop.orders values (5, 1, 1.00, '2026-06-01', 'paid')");
        keeping.run(all());
        assertThat(partitions("fct_orders")).hasSize(3);
        keeping.run(all());

        keeping.rollback();
        keeping.rollback();

        assertThat(rows("select count(*) from marts.fct_orders")).containsExactly("[2]");
        assertThat(partitions("fct_orders")).hasSize(2);
        assertThat(rows("select nspname from pg_namespace where nspname ~ '__'"))
                .isEmpty();
    }

    @Test
    void a_table_becomes_partitioned_and_an_ordinary_one_again() {
        var plain = InlineModel.define(MARTS, "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            return select -> select.from(o);
        });
        run("2026-03-10T00:00:00Z", plain);
        database.execute("create view public.v as select order_id from marts.fct_orders");

        run("2026-03-10T00:00:00Z", ORDERS_BY_MONTH);
        assertThat(rows("select count(*) from public.v")).containsExactly("[2]");
        run("2026-03-10T00:00:00Z", plain);

        assertThat(
                        rows(
                                "select relname, relkind::text from pg_class where relnamespace = 'marts'::regnamespace and relkind <> 'i'"))
                .containsExactly("[fct_orders, r]");
    }

    @Test
    void what_cannot_be_partitioned_so_is_refused_when_the_project_is_assembled() {
        var wrong = InlineModel.define(MARTS, "wrong", m -> {
            var o = m.source(Orders.ORDERS, "o");
            var id = m.column("order_id", o.ORDER_ID).primaryKey();
            var date = m.column("ordered_on", o.ORDERED_AT.cast(SQLDataType.LOCALDATE));
            m.config(config -> config.stored(TableProperties.none()
                    .partitionBy(date, Grain.HOUR)
                    .index(Index.on(id).makingUnique())
                    .enforcePrimaryKey()));
            return select -> select.from(o);
        });
        var notATime = InlineModel.define(MARTS, "not_a_time", m -> {
            var o = m.source(Orders.ORDERS, "o");
            var id = m.column("order_id", o.ORDER_ID);
            m.config(config -> config.stored(TableProperties.none().partitionBy(id, Grain.MONTH)));
            return select -> select.from(o);
        });

        assertThatThrownBy(() -> Project.of(wrong, notATime))
                .hasMessageContaining("marts.wrong: it is partitioned by the hour, and ordered_on is a date.")
                .hasMessageContaining(
                        "marts.wrong: its primary key is enforced and does not contain ordered_on, by which it is partitioned.")
                .hasMessageContaining(
                        "marts.wrong: its unique index wrong_order_id_key does not contain ordered_on, by which it is partitioned.")
                .hasMessageContaining(
                        "marts.not_a_time: it is partitioned by order_id, which is neither a date nor a timestamp.");
    }
}
