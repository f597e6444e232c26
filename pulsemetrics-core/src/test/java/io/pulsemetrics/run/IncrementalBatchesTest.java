package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.sum;

import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.time.LocalDateTime;
import java.util.ArrayList;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Intervals that are computed in several statements. */
class IncrementalBatchesTest extends IncrementalRuns {
    @Test
    void computes_batches_side_by_side() {
        run("2026-03-03T12:00:00Z", DAYS);
        database.execute(
                "alter table shop.orders rename to loaded",
                "create sequence shop.arrivals",
                "create function shop.meet() returns boolean language plpgsql as $$ begin perform nextval('shop.arrivals');"
                        + " for i in 1..500 loop if (select last_value from shop.arrivals) >= 2 then return true; end if;"
                        + " perform pg_sleep(0.02); end loop; raise exception 'alone'; end $$",
                "create view shop.orders as select l.* from (select shop.meet() as met offset 0) m, shop.loaded l where m.met",
                "insert into shop.loaded values (3, 10, 1.00, '2026-03-04 01:00', 'paid'), (4, 10, 2.00, '2026-03-06 01:00', 'paid')");

        run("2026-03-06T12:00:00Z", DAYS);

        assertThat(rows("fct_days")).hasSize(4);
    }

    /** Days, beginning with the month, computed in batches of so many. */
    private static InlineModel daysSinceMarch(int batch, boolean partitioned) {
        return InlineModel.define(MARTS, "fct_days", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var day = o.ORDERED_AT.cast(SQLDataType.LOCALDATE);
            var date = m.column("day", day).primaryKey();
            m.column("orders", countLarge());
            m.column("revenue", sum(o.AMOUNT));
            m.config(config -> config.materialized(Materialization.interval(date, Grain.DAY)
                            .batch(batch)
                            .beginningAt(LocalDateTime.parse("2026-03-01T00:00")))
                    .stored(
                            partitioned
                                    ? TableProperties.none().partitionBy(date, Grain.MONTH)
                                    : TableProperties.none()));
            return select -> select.from(o).groupBy(day);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void builds_anew_in_batches_what_one_statement_would_build(boolean partitioned) {
        database.execute(
                "insert into shop.orders select 10 + n, n, n, '2026-02-20'::timestamp + n * interval '7 hours', 'paid'"
                        + " from generate_series(1, 144) n");
        run("2026-04-03T12:00:00Z", daysSinceMarch(1_000, partitioned));
        var expected = rows("fct_days");
        var batches = daysSinceMarch(10, partitioned);
        var statements = new RecordedStatements();

        var result = ModelRunner.of(Project.of(batches), statements.of(database.dataSource()))
                .with(options("2026-04-03T12:00:00Z").withFullRefresh())
                .run(all());

        assertThat(result.succeeded()).isTrue();
        assertThat(rows("fct_days")).isEqualTo(expected).hasSizeGreaterThan(30);
        assertThat(statements.all().stream()
                        .filter(it -> it.contains("UNLOGGED TABLE \"marts__build\".\"fct_days__delta_")))
                .hasSize(4);
        run("2026-04-04T12:00:00Z", batches);
        assertThat(rows("fct_days")).isEqualTo(expected);
        assertThat(sql.fetchValues("select starts_at || ' ' || ends_at from pulse_state.intervals order by 1")
                        .toString())
                .isEqualTo("[2026-03-01 00:00:00 2026-04-04 00:00:00, 2026-04-03 00:00:00 2026-04-05 00:00:00]");
    }

    @Test
    void builds_batches_anew_side_by_side_and_does_one_again_that_lost_its_connection() {
        database.execute(
                "alter table shop.orders rename to loaded",
                "create sequence shop.arrivals",
                "create function shop.meet() returns boolean language plpgsql as $$ declare mine bigint; begin"
                        + " mine := nextval('shop.arrivals');"
                        + " for i in 1..500 loop exit when (select last_value from shop.arrivals) >= 2; perform pg_sleep(0.02); end loop;"
                        + " if mine = 1 then perform pg_terminate_backend(pg_backend_pid()); end if; return true; end $$",
                "create view shop.orders as select l.* from (select shop.meet() as met offset 0) m, shop.loaded l where m.met");
        var retried = new ArrayList<String>();

        var result = ModelRunner.of(Project.of(daysSinceMarch(2, false)), database.dataSource())
                .with(options("2026-03-03T12:00:00Z").withThreads(2).withListener(new RunListener() {
                    @Override
                    public void nodeRetried(PlannedNode node, int retry, String reason) {
                        retried.add(node.name() + " " + retry);
                    }
                }))
                .run(all());

        assertThat(result.succeeded()).isTrue();
        assertThat(retried).containsExactly("marts.fct_days 1");
        assertThat(sql.fetchValue("select last_value from shop.arrivals")).isEqualTo(3L);
        assertThat(rows("fct_days")).hasSize(2);
    }

    @Test
    void refuses_a_row_that_belongs_to_another_batch() {
        var weeks = InlineModel.define(MARTS, "weeks", m -> {
            var o = m.source(Orders.ORDERS, "o", t -> t.ORDERED_AT);
            var week = DSL.function("date_trunc", SQLDataType.LOCALDATETIME, DSL.inline("week"), o.ORDERED_AT);
            var begins = m.column("week", week);
            m.column("orders", countLarge());
            m.config(config -> config.materialized(Materialization.interval(begins, Grain.DAY)
                    .batch(1)
                    .beginningAt(LocalDateTime.parse("2026-02-01T00:00"))));
            return select -> select.from(o).groupBy(week);
        });

        var result = runner("2026-03-03T12:00:00Z", weeks).run(all());

        assertThat(result.node("weeks").message())
                .hasValueSatisfying(message -> assertThat(message)
                        .contains("1 rows have an event time outside of the intervals that the run computes")
                        .contains("[outside-interval]"));
    }
}
