package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.Grants;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table that others hold on to by its identity keeps it, and whatever hangs on it, while its rows are those of the last run. */
class InPlaceTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final InlineModel LATEST = InlineModel.define(MARTS, "latest", m -> {
        var o = m.source(Orders.ORDERS, "o");
        m.column("order_id", o.ORDER_ID).primaryKey();
        m.column("amount", o.AMOUNT).atLeast(BigDecimal.ZERO);
        m.column("status", o.STATUS);
        m.config(config ->
                config.stored(TableProperties.none().enforcePrimaryKey().updatedInPlace()));
        return select -> select.from(o);
    });
    private static final InlineModel WITHOUT_KEY = InlineModel.define(MARTS, "all_amounts", m -> {
        var o = m.source(Orders.ORDERS, "o");
        m.column("amount", o.AMOUNT);
        m.config(config -> config.stored(TableProperties.none().updatedInPlace()));
        return select -> select.from(o);
    });
    private static final InlineModel ON_LATEST = InlineModel.define(Layer.views("marts", "marts"), "v_latest", m -> {
        var l = m.ref(LATEST, "l");
        m.column("order_id", l.column("order_id", Long.class));
        return select -> select.from(l);
    });

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.00, '2026-03-01 10:00', 'paid'), (2, 10, 4.00, '2026-03-02 11:00', 'open'),"
                        + " (3, 10, 3.00, '2026-03-03 11:00', 'open')");
        run(LATEST, WITHOUT_KEY, ON_LATEST);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private ModelRunner runner(InlineModel... models) {
        return ModelRunner.of(Project.of(models), database.dataSource()).with(asOf("2026-03-10T00:00:00Z"));
    }

    private static RunOptions asOf(String instant) {
        return RunOptions.defaults().withThreads(2).withAsOf(Instant.parse(instant));
    }

    private RunResult run(InlineModel... models) {
        var result = runner(models).run(all());
        assertThat(result.succeeded()).as(result.failures().toString()).isTrue();
        return result;
    }

    private List<String> rows(String query) {
        return sql.fetch(query).map(row -> row.intoList().toString());
    }

    @Test
    void what_holds_on_to_it_is_not_touched_and_only_rows_that_differ_are_written() {
        database.execute(
                "create table public.refunds (order_id bigint references marts.latest (order_id))",
                "insert into public.refunds values (1)",
                "create table public.heir () inherits (marts.latest)",
                "insert into public.heir values (77, 1, 'theirs')",
                "create function public.first_of() returns marts.latest stable begin atomic select l from marts.latest l limit 1; end",
                "create table public.holder (r marts.latest)",
                "create publication p_%1$s for table only marts.latest".formatted(database.name()));
        var oid = rows("select 'marts.latest'::regclass::oid");
        var unchanged = rows("select ctid::text, xmin::text from marts.latest where order_id = 1");
        database.execute(
                "delete from shop.orders where order_id = 3",
                "update shop.orders set amount = 7 where order_id = 2",
                "insert into shop.orders values (4, 10, null, '2026-03-03 11:00', null)");

        var published = run(LATEST, WITHOUT_KEY, ON_LATEST).published().orElseThrow();

        assertThat(rows("select * from only marts.latest order by 1"))
                .containsExactly("[1, 5.00, paid]", "[2, 7.00, open]", "[4, null, null]");
        assertThat(rows("select * from marts.all_amounts order by 1")).containsExactly("[5.00]", "[7.00]", "[null]");
        assertThat(rows("select * from marts.v_latest order by 1")).containsExactly("[1]", "[2]", "[4]", "[77]");
        assertThat(rows("select * from public.heir")).containsExactly("[77, 1.00, theirs]");
        assertThat(rows("select 'marts.latest'::regclass::oid")).isEqualTo(oid);
        assertThat(rows("select ctid::text, xmin::text from marts.latest where order_id = 1"))
                .isEqualTo(unchanged);
        assertThat(published.replaced()).hasToString("[marts.v_latest]");
        assertThat(rows("select pg_get_viewdef('marts.v_latest'::regclass)").getFirst())
                .contains("marts.latest");
        assertThat(rows("select nspname from pg_namespace where nspname ~ '__'"))
                .isEmpty();
    }

    @Test
    void a_reader_in_repeatable_read_goes_on_seeing_the_old_rows() throws SQLException {
        try (var connection = database.dataSource().getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            connection.createStatement().execute("select 1 from shop.orders");
            database.execute("update shop.orders set amount = amount + 1");

            run(LATEST, WITHOUT_KEY, ON_LATEST);

            assertThat(
                            DSL.using(connection)
                                    .fetchValue(
                                            "select (select sum(amount) from marts.latest) + (select sum(amount) from marts.all_amounts)"))
                    .hasToString("24.00");
        }
        assertThat(rows("select sum(amount) from marts.latest")).containsExactly("[15.00]");
    }

    @Test
    void rows_that_do_not_pass_change_nothing_and_rows_that_something_references_are_not_deleted() {
        database.execute("insert into shop.orders values (9, 1, -1, null, null)");
        assertThat(runner(LATEST).run(all()).succeeded()).isFalse();
        assertThat(rows("select count(*) from marts.latest")).containsExactly("[3]");

        database.execute(
                "delete from shop.orders where order_id in (1, 9)",
                "create table public.refunds (order_id bigint references marts.latest (order_id))",
                "insert into public.refunds values (1)");
        assertThatThrownBy(() -> runner(LATEST).run(all()))
                .hasMessageContaining(
                        "marts.latest: update or delete on table \"latest\" violates foreign key constraint"
                                + " \"refunds_order_id_fkey\" on table \"refunds\"");
        assertThat(rows("select count(*) from marts.latest")).containsExactly("[3]");
    }

    @Test
    void other_columns_are_refused_before_anything_is_built() {
        var wider = InlineModel.define(MARTS, "latest", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID).primaryKey();
            m.column("amount", o.AMOUNT.cast(SQLDataType.DOUBLE));
            m.column("ordered_at", o.ORDERED_AT);
            m.config(config -> config.stored(TableProperties.none().updatedInPlace()));
            return select -> select.from(o);
        });

        assertThatThrownBy(() -> runner(wider).run(all()))
                .hasMessage(
                        "marts.latest: its columns are no longer those of the table: + ordered_at timestamp without time zone;"
                                + " - status text; amount double precision, in the table numeric(12,2). Change the table with ALTER TABLE, which"
                                + " keeps its identity, or run once without updatedInPlace(). [schema-changed]");
    }

    private static InlineModel keyed(TableProperties properties, boolean withDay) {
        return InlineModel.define(MARTS, "keyed", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID).primaryKey();
            var day = SQLDataType.LOCALDATE;
            if (withDay) {
                m.column("day", o.ORDERED_AT.cast(day)).primaryKey();
            } else {
                m.column("day", o.ORDERED_AT.cast(day));
            }
            m.column("latest_id", o.ORDER_ID).references(() -> LATEST.column("order_id", Long.class));
            m.config(config -> config.stored(properties.updatedInPlace()));
            return select -> select.from(o);
        });
    }

    private List<String> keys() {
        return rows(
                "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = 'marts.keyed'::regclass"
                        + " and contype in ('p', 'f') order by 1");
    }

    @Test
    void takes_up_keys_that_are_declared_and_drops_those_that_are_not_any_more() {
        run(LATEST, keyed(TableProperties.none(), false));
        var oid = rows("select 'marts.keyed'::regclass::oid");
        assertThat(keys()).isEmpty();

        run(LATEST, keyed(TableProperties.none().enforcePrimaryKey().enforceForeignKeys(), false));
        assertThat(keys())
                .containsExactly(
                        "[keyed_latest_id_fkey, FOREIGN KEY (latest_id) REFERENCES marts.latest(order_id)]",
                        "[keyed_pkey, PRIMARY KEY (order_id)]");

        database.execute("insert into shop.orders values (3, 10, 9.00, '2026-03-04 11:00', 'open')");
        database.execute("delete from shop.orders where order_id = 3 and amount = 3.00");
        run(LATEST, keyed(TableProperties.none().enforcePrimaryKey(), true));
        assertThat(keys()).containsExactly("[keyed_pkey, PRIMARY KEY (order_id, day)]");

        run(LATEST, keyed(TableProperties.none().enforcePrimaryKey(), true));
        assertThat(keys()).containsExactly("[keyed_pkey, PRIMARY KEY (order_id, day)]");
        run(LATEST, keyed(TableProperties.none(), true));
        assertThat(keys()).isEmpty();
        assertThat(
                        rows(
                                "select attname from pg_attribute where attrelid = 'marts.keyed'::regclass and attnum > 0 and attnotnull"))
                .isEmpty();
        assertThat(rows("select 'marts.keyed'::regclass::oid")).isEqualTo(oid);
    }

    @Test
    void a_full_refresh_in_batches_changes_its_rows_and_not_the_table() {
        var days = InlineModel.define(MARTS, "days", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var day = m.column("day", o.ORDERED_AT.cast(SQLDataType.LOCALDATE)).primaryKey();
            m.column("amount", DSL.sum(o.AMOUNT));
            m.config(config -> config.materialized(Materialization.interval(day, Grain.DAY)
                            .batch(2)
                            .beginningAt(LocalDateTime.parse("2026-03-01T00:00")))
                    .stored(TableProperties.none().updatedInPlace()));
            return select -> select.from(o).groupBy(o.ORDERED_AT.cast(SQLDataType.LOCALDATE));
        });
        run(days);
        var oid = rows("select 'marts.days'::regclass::oid");
        database.execute("update shop.orders set amount = 8 where order_id = 1");

        var result = runner(days)
                .with(asOf("2026-03-10T00:00:00Z").withFullRefresh())
                .run(all());

        assertThat(result.succeeded()).as(result.failures().toString()).isTrue();
        assertThat(rows("select amount from marts.days order by day")).containsExactly("[8.00]", "[4.00]", "[3.00]");
        assertThat(rows("select 'marts.days'::regclass::oid")).isEqualTo(oid);
    }

    private static InlineModel partitioned(Grain unit) {
        return InlineModel.define(MARTS, "parted", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            var day = m.column("day", o.ORDERED_AT.cast(SQLDataType.LOCALDATE));
            m.config(config ->
                    config.stored(TableProperties.none().partitionBy(day, unit).updatedInPlace()));
            return select -> select.from(o);
        });
    }

    @Test
    void another_unit_of_its_partitions_is_refused_before_anything_is_built() {
        run(partitioned(Grain.MONTH));
        run(partitioned(Grain.MONTH));

        assertThatThrownBy(() -> runner(partitioned(Grain.DAY)).run(all()))
                .hasMessage(
                        "marts.parted: the table is partitioned by RANGE (day), one from 2026-03-01T00:00 to 2026-04-01T00:00,"
                                + " and its model says by day of day. Partition it as it is, or run once without updatedInPlace() and with a"
                                + " full refresh. [schema-changed]");
    }

    @Test
    void forced_row_level_security_never_hides_rows_that_are_to_go() {
        var owner = database.name() + "_owner";
        database.execute(
                "create role %1$s login password '%1$s'".formatted(owner),
                "grant create on database %s to %s".formatted(database.name(), owner),
                "grant usage on schema shop to " + owner,
                "grant select on shop.orders to " + owner,
                "drop schema marts cascade",
                "drop schema pulse_state cascade");
        var runner = ModelRunner.of(Project.of(LATEST), database.dataSource(owner));
        runner.run(all());
        database.execute(
                "alter table marts.latest enable row level security, force row level security",
                "create policy part on marts.latest using (order_id > 1)",
                "delete from shop.orders");

        assertThatThrownBy(() -> runner.run(all()))
                .hasMessageContaining("query would be affected by row-level security policy for table \"latest\"");
        assertThat(rows("select count(*) from marts.latest")).containsExactly("[3]");
        database.close();
        try (var admin = TestPostgres.database()) {
            admin.execute("drop role " + owner);
        }
    }

    @Test
    void an_incremental_table_keeps_its_identity_in_a_full_refresh_and_however_large_its_delta() {
        var model = InlineModel.define(MARTS, "events", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var id = m.column("order_id", o.ORDER_ID).primaryKey();
            m.column("status", o.STATUS);
            m.config(config -> config.materialized(Materialization.merge(id).lookback(Duration.ofDays(30)))
                    .granting(Grants.select("public"))
                    .stored(TableProperties.none().updatedInPlace()));
            return select -> select.from(o);
        });
        run(model);
        var oid = rows("select 'marts.events'::regclass::oid");
        database.execute(
                "grant insert on marts.events to public",
                "insert into shop.orders select i, 1, 1, '2026-03-11', 'new' from generate_series(10, 15000) i");

        runner(model).with(asOf("2026-03-12T00:00:00Z")).run(all());

        assertThat(rows("select 'marts.events'::regclass::oid, count(*) from marts.events")
                        .getFirst())
                .isEqualTo(oid.getFirst().replace("]", ", 14994]"));
        assertThat(
                        rows(
                                "select a.privilege_type from pg_class c, aclexplode(c.relacl) a where oid = 'marts.events'::regclass and grantee = 0"))
                .containsExactly("[SELECT]");
        database.execute("delete from shop.orders where order_id > 5");
        runner(model).with(asOf("2026-03-12T00:00:00Z").withFullRefresh()).run(all());
        assertThat(rows("select 'marts.events'::regclass::oid, count(*) from marts.events")
                        .getFirst())
                .isEqualTo(oid.getFirst().replace("]", ", 3]"));
    }
}
