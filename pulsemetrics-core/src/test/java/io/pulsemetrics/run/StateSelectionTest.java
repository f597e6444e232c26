package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.select.Selector;
import io.pulsemetrics.shop.Orders;
import java.time.Instant;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Selectors that compare with the ledger of a target: {@code paid -> by_customer -> report}, {@code open}. */
class StateSelectionTest {
    private static final Layer SHOP = Layer.tables("marts", "marts");

    private final TestPostgres database = TestPostgres.database();

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5, '2026-03-01', 'paid'), (2, 10, 7, '2026-03-01', 'open')");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private static InlineModel ofStatus(String name, String status) {
        return InlineModel.define(SHOP, name, m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            m.column("customer_id", o.CUSTOMER_ID);
            return select -> select.from(o).where(o.STATUS.eq(status));
        });
    }

    private static InlineModel on(String name, InlineModel parent) {
        return InlineModel.define(SHOP, name, m -> {
            var p = m.ref(parent, "p");
            m.column("order_id", p.column("order_id", Long.class));
            return select -> select.from(p);
        });
    }

    private static Project project(String paidStatus, String... reportTags) {
        var paid = ofStatus("paid", paidStatus);
        var byCustomer = on("by_customer", paid);
        var report = InlineModel.define(SHOP.tags(reportTags), "report", m -> {
            var p = m.ref(byCustomer, "p");
            m.column("order_id", p.column("order_id", Long.class));
            return select -> select.from(p);
        });
        return Project.of(paid, byCustomer, report, ofStatus("open", "open"));
    }

    private ModelRunner runner(Project project) {
        return ModelRunner.of(project, database.dataSource())
                .with(RunOptions.defaults()
                        .withAsOf(Instant.parse("2026-03-10T12:00:00Z"))
                        .withThreads(1));
    }

    private String nodes(ModelRunner runner, Selector selector) {
        return selector.resolve(runner.selectionContext()).nodes().stream()
                .map(Node::toString)
                .collect(joining(" "));
    }

    @Test
    void everything_is_new_where_nothing_was_published() {
        var runner = runner(project("paid"));

        assertThat(nodes(runner, select("state:new"))).isEqualTo("paid open by_customer report");
        assertThat(nodes(runner, select("state:modified"))).isEqualTo("paid open by_customer report");
        assertThat(nodes(runner, select("state:old state:unmodified result:error")))
                .isEmpty();
    }

    @Test
    void a_changed_query_is_modified_and_other_words_about_a_model_are_not() {
        runner(project("paid")).run(all());
        var changed = runner(project("PAID", "tagged"));

        assertThat(nodes(runner(project("paid")), select("state:modified"))).isEmpty();
        assertThat(nodes(changed, select("state:modified"))).isEqualTo("paid");
        assertThat(nodes(changed, select("state:modified+"))).isEqualTo("paid by_customer report");
        assertThat(nodes(changed, select("state:modified+").exclude("tag:tagged")))
                .isEqualTo("paid by_customer");
        assertThat(nodes(changed, select("state:unmodified,tag:tagged"))).isEqualTo("report");
        assertThat(nodes(changed, select("state:new"))).isEmpty();
        assertThat(nodes(changed, select("state:old"))).isEqualTo("paid open by_customer report");
    }

    @Test
    void compares_after_a_rollback_with_what_is_there_again() {
        var before = runner(project("paid"));
        var after = runner(project("PAID"));
        var keeping = RunOptions.defaults()
                .withAsOf(Instant.parse("2026-03-10T12:00:00Z"))
                .withPublishing(Publishing.WHOLE.keeping(3));
        before.with(keeping).run(all());
        before.with(keeping).run(select("open"));
        after.with(keeping).run(select("paid"));
        after.with(keeping).run(all());
        assertThat(nodes(before, select("state:modified"))).isEqualTo("paid");

        before.with(keeping).rollback();
        assertThat(nodes(before, select("state:modified"))).isEqualTo("paid");
        before.with(keeping).rollback();
        assertThat(nodes(before, select("state:modified"))).isEmpty();
        assertThat(nodes(after, select("state:modified"))).isEqualTo("paid");
        assertThat(nodes(before, select("result:success"))).isEqualTo("paid open by_customer report");
        assertThat(DSL.using(database.dataSource(), SQLDialect.POSTGRES)
                        .fetch("select string_agg(n.relation || ' ' || n.status, ', ' order by n.relation)"
                                + " from pulse_state.runs r left join pulse_state.nodes n using (run_id) group by r.run_id"
                                + " order by r.started_at")
                        .getValues(0, String.class))
                .containsExactly(
                        "marts.by_customer published, marts.open published, marts.paid published, marts.report published",
                        "marts.open published",
                        "marts.paid rolled back",
                        "marts.by_customer rolled back, marts.open rolled back, marts.paid rolled back, marts.report rolled back",
                        null,
                        null);

        after.with(keeping).run(select("paid"));
        assertThat(nodes(before, select("state:modified"))).isEqualTo("paid");
    }

    @Test
    void what_only_one_target_published_is_new_to_another() {
        runner(project("paid")).run(select("paid"));
        var other = ModelRunner.of(project("paid"), database.dataSource())
                .with(RunOptions.defaults().withTarget("other"));

        assertThat(nodes(runner(project("paid")), select("state:new"))).isEqualTo("open by_customer report");
        assertThat(nodes(other, select("state:new"))).isEqualTo("paid open by_customer report");
    }

    @Test
    void finds_what_failed_was_warned_of_and_was_skipped_in_the_last_run() {
        var paid = ofStatus("paid", "paid");
        var failing = InlineModel.define(SHOP, "failing", m -> {
            var p = m.ref(paid, "p");
            var id = m.column("order_id", p.column("order_id", Long.class));
            m.check(Check.atLeast(id, 100L));
            return select -> select.from(p);
        });
        var doubtful = InlineModel.define(SHOP, "doubtful", m -> {
            var p = m.ref(paid, "p");
            var id = m.column("order_id", p.column("order_id", Long.class));
            m.check(Check.atLeast(id, 100L).warn());
            m.check(Check.notNull(id));
            return select -> select.from(p);
        });
        var runner = runner(Project.of(paid, failing, doubtful, on("behind", failing)));
        runner.run(all());

        assertThat(nodes(runner, select("result:fail"))).isEqualTo("failing");
        assertThat(nodes(runner, select("result:fail+"))).isEqualTo("failing behind");
        assertThat(nodes(runner, select("result:warn"))).isEqualTo("doubtful");
        assertThat(nodes(runner, select("result:skipped"))).isEqualTo("behind");
        assertThat(nodes(runner, select("result:success"))).isEqualTo("paid doubtful");
        assertThat(nodes(runner, select("result:error"))).isEmpty();
        assertThat(nodes(runner, select("state:new"))).isEqualTo("paid failing doubtful behind");
        assertThat(select("result:pass").resolve(runner.selectionContext()).checks())
                .hasToString("[doubtful.order_id_not_null]");
        assertThat(select("result:warn,check_type:range")
                        .resolve(runner.selectionContext())
                        .checks())
                .hasToString("[doubtful.order_id_at_least]");
    }

    @Test
    void a_selector_that_finds_nothing_changed_runs_nothing() {
        var runner = runner(project("paid"));
        runner.run(all());

        assertThatThrownBy(() -> runner.run(select("state:modified")))
                .hasMessage("selector: nothing is left to run. Exclude less, or select more. [selector]");
    }

    @Test
    void without_a_ledger_there_is_nothing_to_compare_with() {
        assertThatThrownBy(() -> select("state:modified").in(project("paid")))
                .hasMessage("selector: there is no state to compare with. Give the context a state with withState(..): "
                        + "that of a target's ledger, or kept artifacts. [selector]");
    }
}
