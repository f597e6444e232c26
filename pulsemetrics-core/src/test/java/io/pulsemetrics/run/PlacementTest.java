package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.shop.SeedStatus.SEED_STATUS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody moved to another tablespace, or stores in another way, stays there; TenPublishesTest has tables and materialized views. */
class PlacementTest {
    private static final InlineModel PARTITIONED =
            InlineModel.define(Layer.tables("marts", "marts"), "fct_orders", m -> {
                var o = m.source(Orders.ORDERS, "o");
                var at = m.column("ordered_at", o.ORDERED_AT);
                m.config(config -> config.stored(TableProperties.none().partitionBy(at, Grain.MONTH)));
                return select -> select.from(o);
            });

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);
    private final String space = database.name() + "_space";
    private final ModelRunner runner = ModelRunner.of(Project.of(SEED_STATUS, PARTITIONED), database.dataSource());

    @BeforeEach
    void publish() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders (ordered_at) values ('2026-01-05'), ('2026-02-05')");
        runner.run(all());
        var source = database.dataSource();
        source.setOptions("-c allow_in_place_tablespaces=on");
        DSL.using(source, SQLDialect.POSTGRES).execute("create tablespace %s location ''".formatted(space));
    }

    @AfterEach
    void drop() {
        database.close();
        try (var admin = TestPostgres.database()) {
            admin.execute("drop tablespace if exists " + space);
        }
    }

    private List<String> placed(String pattern) {
        return sql.fetch("""
                select c.relname || ' ' || coalesce(m.amname, '-') || ' ' || coalesce(t.spcname, '-') from pg_class c
                left join pg_am m on m.oid = c.relam left join pg_tablespace t on t.oid = c.reltablespace
                where relname ~ ? and relkind in ('r', 'p') order by 1""", pattern).map(row -> row.get(0, String.class).replace(space, "space"));
    }

    @Test
    void of_a_seed() {
        database.execute(
                "create access method heap_again type table handler heap_tableam_handler",
                "alter table reference.seed_status set access method heap_again",
                "alter table reference.seed_status set tablespace " + space);

        runner.run(all());

        assertThat(placed("^seed_status$")).containsExactly("seed_status heap_again space");
    }

    @Test
    void of_a_partitioned_table_and_so_of_its_partitions() {
        database.execute("alter table marts.fct_orders set tablespace " + space);

        runner.run(all());

        assertThat(placed("^fct_orders"))
                .containsExactly(
                        "fct_orders - space", "fct_orders_p202601 heap space", "fct_orders_p202602 heap space");
    }
}
