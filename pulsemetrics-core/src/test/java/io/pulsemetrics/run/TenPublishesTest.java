package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Grants;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that hangs on a published relation is after ten publishes as it was before; the rest is refused by name before the build. */
class TenPublishesTest {
    private static final InlineModel FACT = InlineModel.define(Layer.tables("marts", "marts"), "fct_orders", m -> {
        var o = m.source(Orders.ORDERS, "o");
        var id = m.column("order_id", o.ORDER_ID);
        m.column("customer_id", o.CUSTOMER_ID).describedAs("Who ordered");
        m.column("amount", o.AMOUNT);
        m.column("status", o.STATUS);
        m.config(config -> config.describedAs("One row per order")
                .stored(TableProperties.none().index(Index.on(id))));
        return select -> select.from(o);
    });
    private static final InlineModel VIEW = InlineModel.define(Layer.views("marts", "marts"), "v_orders", m -> {
        var f = m.ref(FACT, "f");
        m.column("order_id", f.column("order_id", Long.class));
        m.column("status", f.column("status", String.class));
        return select -> select.from(f);
    });

    /** What is compared, by what it is called. Nothing in it is the identity of something that is new after each publish. */
    private static final Map<String, String> CATALOGUE = new LinkedHashMap<>();

    static {
        var ours = "c.relnamespace in ('marts'::regnamespace, 'f'::regnamespace)";
        CATALOGUE.put("relations", """
                select c.oid::regclass, relkind, relowner::regrole, relpersistence, relreplident, relrowsecurity, relforcerowsecurity,
                  array(select unnest(reloptions) order by 1), (select t.reloptions from pg_class t where t.oid = c.reltoastrelid),
                  obj_description(c.oid, 'pg_class'), (select amname from pg_am m where m.oid = c.relam),
                  (select spcname from pg_tablespace t where t.oid = c.reltablespace)
                from pg_class c where %s and relkind in ('r', 'v', 'm')""".formatted(ours));
        CATALOGUE.put("identities of what is not replaced", """
                select c.oid::regclass, c.oid from pg_class c
                where c.relnamespace = 'f'::regnamespace and relkind in ('v', 'r')""");
        CATALOGUE.put("grants", """
                select c.oid::regclass, a.grantee::regrole, a.privilege_type, a.is_grantable
                from pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
                where %s and relkind in ('r', 'v', 'm')""".formatted(ours));
        CATALOGUE.put("column grants", """
                select t.attrelid::regclass, t.attname, a.grantee::regrole, a.privilege_type, a.is_grantable
                from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a
                where %s""".formatted(ours));
        CATALOGUE.put("columns", """
                select a.attrelid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attstattarget, a.attstorage,
                  a.attcompression, a.attoptions, col_description(c.oid, a.attnum),
                  (select pg_get_expr(d.adbin, d.adrelid) from pg_attrdef d where d.adrelid = c.oid and d.adnum = a.attnum)
                from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
                where %s and relkind in ('r', 'v', 'm')""".formatted(ours));
        CATALOGUE.put("indexes", """
                select i.indrelid::regclass, pg_get_indexdef(i.indexrelid), indisreplident, indisclustered, indisvalid,
                  obj_description(i.indexrelid, 'pg_class')
                from pg_index i join pg_class c on c.oid = i.indrelid where %s""".formatted(ours));
        CATALOGUE.put("constraints", """
                select conrelid::regclass, conname, pg_get_constraintdef(k.oid), obj_description(k.oid, 'pg_constraint')
                from pg_constraint k join pg_class c on c.oid = k.conrelid where %s""".formatted(ours));
        CATALOGUE.put("policies", """
                select polrelid::regclass, polname, polpermissive, polcmd, polroles::regrole[], pg_get_expr(polqual, polrelid),
                  pg_get_expr(polwithcheck, polrelid), obj_description(oid, 'pg_policy') from pg_policy""");
        CATALOGUE.put("triggers", """
                select tgrelid::regclass, pg_get_triggerdef(oid), tgenabled, obj_description(oid, 'pg_trigger')
                from pg_trigger where not tgisinternal""");
        CATALOGUE.put("statistics", """
                select stxrelid::regclass, pg_get_statisticsobjdef(oid), stxstattarget, stxowner::regrole,
                  obj_description(oid, 'pg_statistic_ext'), (select count(*) from pg_statistic_ext_data where stxoid = s.oid)
                from pg_statistic_ext s""");
        CATALOGUE.put(
                "publications",
                "select pubname, schemaname, tablename, attnames, rowfilter from pg_publication_tables");
        CATALOGUE.put("views", """
                select c.oid::regclass, pg_get_viewdef(c.oid) from pg_class c where %s and relkind in ('v', 'm')""".formatted(ours));
        CATALOGUE.put("functions", """
                select oid, oid::regprocedure, pg_get_functiondef(oid), proowner::regrole, proacl, obj_description(oid, 'pg_proc')
                from pg_proc where pronamespace = 'f'::regnamespace""");
        CATALOGUE.put("what readers see", """
                select (select count(*) from marts.fct_orders), (select count(*) from marts.v_orders), (select count(*) from f.direct),
                  (select count(*) from f.nested), (select count(*) from f.grouped), (select n from f.counted), (select n from f.on_counted),
                  f.text_body(), f.atomic_body()""");
    }

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);
    private final String reader = role("reader");
    private final String keeper = role("keeper");
    private final String space = role("space");

    private String role(String name) {
        return database.name() + "_" + name;
    }

    private ModelRunner runner(Publishing publishing, InlineModel... models) {
        return ModelRunner.of(Project.of(models), database.dataSource())
                .with(RunOptions.defaults().withThreads(2).withPublishing(publishing));
    }

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders select i, i %% 7, i, '2026-03-01', case i %% 3 when 0 then 'open' else 'paid' end from generate_series(1, 300) i"
                        .replace("%%", "%"),
                "create role %s".formatted(reader),
                "create role %s".formatted(keeper),
                "create schema f");
        runner(Publishing.WHOLE, FACT, VIEW).run(all());
    }

    @AfterEach
    void drop() {
        database.close();
        try (var admin = TestPostgres.database()) {
            admin.execute("drop role if exists %s, %s".formatted(reader, keeper), "drop tablespace if exists " + space);
        }
    }

    /** A tablespace within the server's own directory. */
    private void createSpace() {
        var source = database.dataSource();
        source.setOptions("-c allow_in_place_tablespaces=on");
        DSL.using(source, SQLDialect.POSTGRES).execute("create tablespace %s location ''".formatted(space));
    }

    private void hangEverythingOnThem() {
        createSpace();
        database.execute(
                // views: direct, nested, with each option, grouped by a primary key, on a materialized view
                "alter table marts.fct_orders add primary key (order_id)",
                "create view f.direct(id, worth) with (security_barrier, security_invoker) as select order_id, amount from marts.fct_orders"
                        + " where status = 'paid' with local check option",
                "create view f.nested with (security_invoker = false) as select id from f.direct where worth > 10",
                "create view f.cascaded as select id from f.nested with cascaded check option",
                "create view f.grouped as select order_id, customer_id, count(*) from marts.fct_orders group by order_id",
                "create materialized view f.counted with (fillfactor = 80) as select count(*) as n from marts.fct_orders",
                "create unique index counted_key on f.counted (n)",
                "create view f.on_counted as select n from f.counted",
                "create materialized view f.counted_again as select n + 1 as n from f.counted",
                "create materialized view f.empty as select order_id from marts.fct_orders with no data",
                "comment on view f.direct is 'kept'",
                "comment on column f.direct.worth is 'kept, too'",
                "comment on materialized view f.counted is 'counted'",
                "comment on column f.counted.n is 'how many'",
                "comment on index f.counted_key is 'for refreshing'",
                // grants
                "grant usage on schema f to " + keeper,
                "grant create on schema f to " + keeper,
                "grant select, update on marts.fct_orders to %s with grant option".formatted(keeper),
                "grant select on marts.v_orders to public",
                "grant select (order_id), insert (status) on marts.fct_orders to %s with grant option"
                        .formatted(reader),
                "grant select on f.direct, f.counted to " + reader,
                "revoke truncate on marts.fct_orders from current_user",
                "alter materialized view f.counted owner to " + keeper,
                // policies and triggers
                "alter table marts.fct_orders enable row level security, force row level security",
                "create policy mine on marts.fct_orders for select to %s using (order_id in (select order_id from marts.v_orders))"
                        .formatted(reader),
                "create policy \"no open\" on marts.fct_orders as restrictive for update using (status <> 'open') with check (amount > 0)",
                "comment on policy mine on marts.fct_orders is 'why'",
                "create function f.seen() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger one before insert on marts.fct_orders for each row when (new.amount > 0) execute function f.seen('x')",
                "create trigger two after update on marts.fct_orders referencing new table as n for each statement execute function f.seen()",
                "alter table marts.fct_orders disable trigger two",
                "comment on trigger one on marts.fct_orders is 'because'",
                "create trigger three instead of insert on marts.v_orders for each row execute function f.seen()",
                // publications
                "create publication %s for table marts.fct_orders (order_id, status) where (order_id > 5)"
                        .formatted(role("p")),
                "create publication %s for tables in schema marts".formatted(role("s")),
                // statistics
                "create statistics marts.st (dependencies, ndistinct) on customer_id, status from marts.fct_orders",
                "create statistics f.elsewhere on (amount + 1) from marts.fct_orders",
                "alter statistics marts.st set statistics 300",
                "comment on statistics marts.st is 'skewed'",
                "alter table marts.fct_orders alter status set statistics 500, alter customer_id set (n_distinct = -0.5)",
                "alter table marts.fct_orders alter status set storage external, alter status set compression pglz",
                "analyze marts.fct_orders",
                // comments where the model says nothing
                "comment on column marts.fct_orders.amount is 'in euros'",
                "comment on view marts.v_orders is 'narrow'",
                // indexes and constraints made by hand
                "create index by_status on marts.fct_orders (lower(status) desc) include (amount) with (fillfactor = 70) where amount > 0",
                "create unique index \"By Id\" on marts.fct_orders (order_id, status)",
                "create index using_brin on marts.fct_orders using brin (amount)",
                "comment on index marts.by_status is 'for the dashboard'",
                "alter table marts.fct_orders add constraint positive check (amount > 0), add constraint pair unique (order_id, amount)",
                "comment on constraint positive on marts.fct_orders is 'money'",
                "create table f.statuses (status text primary key)",
                "insert into f.statuses values ('open'), ('paid')",
                "alter table marts.fct_orders add constraint known foreign key (status) references f.statuses on delete cascade deferrable",
                "alter table marts.fct_orders alter status set not null, alter status set default 'new'",
                "alter view marts.v_orders alter status set default 'newer'",
                // storage and identity
                "alter table marts.fct_orders alter order_id set not null, replica identity using index \"By Id\"",
                "alter table marts.fct_orders set (fillfactor = 85, autovacuum_enabled = false, toast.autovacuum_enabled = false)",
                "alter table marts.fct_orders cluster on fct_orders_pkey",
                "create access method heap_again type table handler heap_tableam_handler",
                "alter table marts.fct_orders set access method heap_again",
                "alter table marts.fct_orders set tablespace " + space,
                "alter materialized view f.counted set access method heap_again",
                "alter materialized view f.counted_again set tablespace " + space,
                // functions
                "create function f.text_body() returns bigint stable language sql as 'select count(*) from marts.fct_orders'",
                "create function f.atomic_body() returns bigint stable begin atomic select count(*) from marts.fct_orders; end",
                "comment on function f.atomic_body() is 'bound'",
                "grant execute on function f.atomic_body() to " + reader);
    }

    private Map<String, String> catalogue() {
        var found = new LinkedHashMap<String, String>();
        CATALOGUE.forEach((name, query) -> found.put(
                name,
                String.join(
                        "\n",
                        sql.fetch(query).map(row -> line(row).replace(database.name(), "d")).stream()
                                .sorted()
                                .toList())));
        return found;
    }

    private static String line(Record row) {
        return String.join(
                " | ",
                Stream.of(row.intoArray())
                        .map(value -> value instanceof Object[] array ? Arrays.toString(array) : String.valueOf(value))
                        .toList());
    }

    @Test
    void leave_everything_that_hangs_on_what_they_replace_as_it_was() {
        hangEverythingOnThem();
        var before = catalogue();
        var oids = sql.fetch(
                "select 'marts.fct_orders'::regclass::oid, 'marts.v_orders'::regclass::oid, 'f.counted'::regclass::oid");

        for (int publish = 1; publish <= 10; publish++) {
            var result = runner(Publishing.WHOLE, FACT, VIEW).run(publish % 3 == 0 ? select("fct_orders") : all());

            assertThat(result.succeeded()).isTrue();
            assertThat(result.published().orElseThrow().recreated())
                    .hasToString("[f.empty, f.counted, f.counted_again]");
            assertThat(catalogue()).isEqualTo(before);
        }

        assertThat(
                        sql.fetch(
                                "select 'marts.fct_orders'::regclass::oid, 'marts.v_orders'::regclass::oid, 'f.counted'::regclass::oid"))
                .isNotEqualTo(oids);
        assertThat(before.get("what readers see")).isEqualTo("300 | 300 | 200 | 193 | 300 | 300 | 300 | 300 | 300");
        assertThat(sql.fetch("select nspname from pg_namespace where nspname ~ '__'"))
                .isEmpty();
    }

    @Test
    void leave_it_so_when_what_they_replace_is_kept_and_rolled_back_to() {
        hangEverythingOnThem();
        var keeping = runner(Publishing.WHOLE.keeping(2), FACT, VIEW);
        keeping.run(all());
        var before = catalogue();
        database.execute("insert into shop.orders values (301, 1, 1, null, 'paid')");
        keeping.run(all());
        assertThat(catalogue()).isNotEqualTo(before);

        keeping.rollback();

        assertThat(catalogue()).isEqualTo(before);
    }

    @Test
    void refuse_by_name_before_they_build_what_they_cannot_take_along() {
        var narrow = InlineModel.define(Layer.tables("marts", "marts"), "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            return select -> select.from(o);
        });
        database.execute(
                "create index by_status on marts.fct_orders (lower(status))",
                "alter table marts.fct_orders add constraint positive check (amount > 0)",
                "alter table marts.fct_orders alter customer_id set default 1",
                "alter table marts.fct_orders add unique (order_id)",
                "create table f.items (order_id bigint references marts.fct_orders (order_id))",
                "drop table shop.orders cascade",
                "create table shop.orders (order_id bigint)");

        assertThatThrownBy(() -> runner(Publishing.WHOLE, narrow).run(all()))
                .hasMessageContaining(
                        "marts.fct_orders: constraint items_order_id_fkey on table f.items references the replaced"
                                + " relation.")
                .hasMessageContaining(
                        "marts.fct_orders: the index by_status, which was made by hand, needs the column status, which"
                                + " will not be there. Let the model declare what it needs, or drop it with DROP INDEX marts.by_status."
                                + " [cannot-replace]")
                .hasMessageContaining(
                        "marts.fct_orders: the constraint positive, which was made by hand, needs the column amount")
                .hasMessageContaining(
                        "marts.fct_orders: the default of column customer_id, which was made by hand, needs the column"
                                + " customer_id")
                .hasMessageNotContaining("fct_orders_order_id_key");
        assertThat(sql.fetchValue("select count(*) from marts.fct_orders")).isEqualTo(300L);
    }

    @Test
    void take_away_what_the_model_no_longer_declares_and_grant_exactly_what_it_does() {
        var granting = InlineModel.define(Layer.tables("marts", "marts"), "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            m.config(config -> config.granting(Grants.select(reader, "public").and(Grants.Privilege.UPDATE, reader)));
            return select -> select.from(o);
        });
        database.execute(
                "drop view marts.v_orders",
                "grant select (status) on marts.fct_orders to " + reader,
                "grant all on marts.fct_orders to %s with grant option".formatted(keeper));

        for (int publish = 1; publish <= 2; publish++) {
            runner(Publishing.WHOLE, granting).run(all());

            assertThat(sql.fetch(
                                    "select a.grantee::regrole::text, a.privilege_type, a.is_grantable from pg_class c, aclexplode(c.relacl) a"
                                            + " where c.oid = 'marts.fct_orders'::regclass and a.grantee <> c.relowner")
                            .map(TenPublishesTest::line))
                    .containsExactly("- | SELECT | false", reader + " | SELECT | false", reader + " | UPDATE | false");
            assertThat(
                            sql.fetch(
                                    "select from pg_attribute where attrelid = 'marts.fct_orders'::regclass and attacl is not null"))
                    .isEmpty();
            assertThat(
                            sql.fetchValues(
                                    "select indexrelid::regclass::text from pg_index where indrelid = 'marts.fct_orders'::regclass"))
                    .isEmpty();
        }
        var unknown = InlineModel.define(Layer.tables("marts", "marts"), "fct_orders", m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            m.config(config -> config.granting(Grants.select("nobody_" + reader)));
            return select -> select.from(o);
        });
        assertThatThrownBy(() -> runner(Publishing.WHOLE, unknown).run(all()))
                .hasMessage(
                        "marts.fct_orders: it grants to role nobody_%s, which does not exist. Create the role, or leave it out of the"
                                        .formatted(reader)
                                + " model's grants. [cannot-replace]");
    }
}
