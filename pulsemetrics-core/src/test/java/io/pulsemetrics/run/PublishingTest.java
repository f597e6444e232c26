package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static io.pulsemetrics.shop.Orders.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Project;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is published of a run that did not pass as a whole, what waits, and what is kept of what was replaced. */
class PublishingTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final Layer REPORTS = Layer.views("reports", "reports");

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    private final InlineModel revenue = InlineModel.define(MARTS, "revenue", m -> {
        var o = m.source(ORDERS, "o");
        m.column("amount", DSL.sum(o.AMOUNT)).atLeast(BigDecimal.ZERO);
        return select -> select.from(o);
    });
    private final InlineModel doubled = InlineModel.define(MARTS, "doubled", m -> {
        var r = m.ref(revenue, "r");
        m.column("amount", r.column("amount", BigDecimal.class).mul(DSL.inline(2)));
        return select -> select.from(r);
    });
    private final InlineModel report = InlineModel.define(REPORTS, "report", m -> {
        var d = m.ref(doubled, "d");
        m.column("amount", d.column("amount", BigDecimal.class));
        return select -> select.from(d);
    });
    private final InlineModel orders = InlineModel.define(MARTS, "orders", m -> {
        var o = m.source(ORDERS, "o");
        m.column("number", DSL.countLarge());
        return select -> select.from(o);
    });
    private final Project project = Project.of(revenue, doubled, report, orders);

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)");
        pay(10);
    }

    private void pay(int amount) {
        database.execute("insert into shop.orders (order_id, amount) values (1, %d)".formatted(amount));
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private ModelRunner runner(Publishing publishing) {
        return runner(project, publishing);
    }

    private ModelRunner runner(Project given, Publishing publishing) {
        return ModelRunner.of(given, database.dataSource())
                .with(RunOptions.defaults().withThreads(2).withPublishing(publishing));
    }

    /** The figures as a reader sees them: revenue, doubled, report, number of orders. */
    private String published() {
        return sql.fetchSingle("select (select amount from marts.revenue), (select amount from marts.doubled),"
                        + " (select amount from reports.report), (select number from marts.orders)")
                .intoList()
                .toString();
    }

    private static Map<String, NodeStatus> statuses(RunResult result) {
        return result.nodes().values().stream()
                .collect(Collectors.toMap(node -> node.name().name(), NodeResult::status));
    }

    private List<String> runs() {
        return sql.fetchValues("select status from pulse_state.runs order by started_at").stream()
                .map(String::valueOf)
                .toList();
    }

    private List<String> schemas() {
        return sql.fetchValues("select nspname::text from pg_namespace where nspname ~ '__' order by 1").stream()
                .map(String::valueOf)
                .toList();
    }

    @Test
    void passing_publishes_what_passed_and_leaves_what_stands_on_a_failure() {
        var runner = runner(Publishing.WHOLE.in(PublishMode.PASSING));
        runner.run(all());
        pay(-30);

        var result = runner.run(all());

        assertThat(published()).isEqualTo("[10.00, 20.00, 20.00, 2]");
        assertThat(result.succeeded()).isFalse();
        assertThat(result.published().orElseThrow().replaced()).hasToString("[marts.orders]");
        assertThat(statuses(result))
                .isEqualTo(Map.of(
                        "revenue", NodeStatus.CHECK_FAILED,
                        "doubled", NodeStatus.SKIPPED,
                        "report", NodeStatus.SKIPPED,
                        "orders", NodeStatus.PUBLISHED));
        assertThat(runs()).containsExactly("published", "partly published");
        assertThat(schemas()).isEmpty();
    }

    @Test
    void passing_holds_back_what_was_built_on_a_parent_that_failed_later() {
        var parent = InlineModel.define(MARTS, "parent", m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID).references(() -> orders.column("number", Long.class));
            return select -> select.from(o);
        });
        var child = InlineModel.define(MARTS, "child", m -> {
            var p = m.ref(parent, "p");
            m.column("id", p.column("id", Long.class));
            return select -> select.from(p);
        });
        pay(5);

        var result = runner(Project.of(orders, parent, child), Publishing.WHOLE.in(PublishMode.PASSING))
                .run(all());

        assertThat(statuses(result))
                .isEqualTo(Map.of(
                        "orders", NodeStatus.PUBLISHED,
                        "parent", NodeStatus.CHECK_FAILED,
                        "child", NodeStatus.SKIPPED));
        assertThat(result.node("child").message()).contains("skipped, since marts.parent failed");
        assertThat(sql.fetchValues("select tablename::text from pg_tables where schemaname = 'marts'"))
                .hasToString("[orders]");
    }

    @Test
    void passing_publishes_nothing_when_nothing_passed() {
        pay(-30);

        var result = runner(Project.of(revenue, doubled), Publishing.WHOLE.in(PublishMode.PASSING))
                .run(all());

        assertThat(result.published()).isEmpty();
        assertThat(runs()).containsExactly("failed");
        assertThat(schemas()).isEmpty();
    }

    @Test
    void each_publishes_in_transactions_of_their_own_and_a_hindrance_holds_back_only_what_reads_it() {
        var runner = runner(Publishing.WHOLE.in(PublishMode.EACH));
        assertThat(runner.run(all()).succeeded()).isTrue();
        database.execute("create view public.on_doubled as select amount from marts.doubled");
        pay(1);

        var result = runner(retyped(), Publishing.WHOLE.in(PublishMode.EACH)).run(all());

        assertThat(published()).isEqualTo("[11.00, 20.00, 20.00, 2]");
        assertThat(statuses(result))
                .isEqualTo(Map.of(
                        "revenue", NodeStatus.PUBLISHED,
                        "doubled", NodeStatus.PASSED,
                        "report", NodeStatus.PASSED,
                        "orders", NodeStatus.PUBLISHED));
        assertThat(result.node("doubled").message())
                .hasValueSatisfying(message -> assertThat(message)
                        .contains(
                                "public.on_doubled: it does not fit what it reads any more",
                                "reports.report: it does"));
        assertThat(result.node("report").message()).contains("not published, since what it reads is not");
        assertThat(runs()).containsExactly("published", "partly published");
        assertThat(sql.fetchValue("select count(distinct xmin::text) from pg_class where oid in"
                        + " ('marts.revenue'::regclass, 'marts.orders'::regclass)"))
                .isEqualTo(2L);
    }

    /** The project with {@code doubled} as a text, which a view on it cannot follow. */
    private Project retyped() {
        var text = InlineModel.define(MARTS, "doubled", m -> {
            var r = m.ref(revenue, "r");
            m.column(
                    "amount",
                    r.column("amount", BigDecimal.class).mul(DSL.inline(2)).cast(SQLDataType.CLOB));
            return select -> select.from(r);
        });
        var ofText = InlineModel.define(REPORTS, "report", m -> {
            var d = m.ref(text, "d");
            m.column("amount", d.column("amount", String.class).cast(SQLDataType.NUMERIC));
            return select -> select.from(d);
        });
        return Project.of(revenue, text, ofText, orders);
    }

    @Test
    void a_build_that_something_hindered_waits_and_is_published_without_building_again() {
        runner(Publishing.WHOLE).run(all());
        database.execute("create view public.on_doubled as select amount from marts.doubled");
        pay(1);
        var runner = runner(retyped(), Publishing.WHOLE);
        assertThatThrownBy(() -> runner.run(all()))
                .hasMessageContaining("; then publish: what was built and checked waits. [view-cannot-follow]");
        assertThat(published()).isEqualTo("[10.00, 20.00, 20.00, 1]");
        assertThat(runs()).containsExactly("published", "waiting");
        pay(100);
        database.execute("drop view public.on_doubled");

        runner.publish();

        assertThat(published()).isEqualTo("[11.00, 22.00, 22.00, 2]");
        assertThat(runs()).containsExactly("published", "published");
        assertThat(schemas()).isEmpty();
        assertThatThrownBy(runner::publish)
                .hasMessage(
                        "target default: no audited build waits to be published. Run the models. [nothing-to-publish]");
    }

    @Test
    void a_waiting_build_is_given_up_by_the_next_run_and_refused_when_the_project_is_another() {
        runner(Publishing.WHOLE).run(all());
        database.execute("create view public.on_doubled as select amount from marts.doubled");
        var runner = runner(retyped(), Publishing.WHOLE);
        assertThatThrownBy(() -> runner.run(all())).hasMessageContaining("[view-cannot-follow]");

        assertThatThrownBy(() -> runner(Project.of(orders), Publishing.WHOLE).publish())
                .hasMessageMatching("(marts|reports)\\.\\w+: it was built, but is not in the project any more. "
                        + "Run the models. \\[nothing-to-publish\\]");

        runner(Publishing.WHOLE).run(select("orders"));
        assertThat(runs()).containsExactly("published", "failed", "published");
        assertThatThrownBy(runner::publish).hasMessageContaining("no audited build waits to be published");
    }

    @Test
    void rollback_goes_back_publish_by_publish_as_far_as_sets_are_kept() {
        var runner = runner(Publishing.WHOLE.keeping(2));
        for (int run = 0; run < 4; run++) {
            runner.run(all());
            pay(10);
        }
        assertThat(published()).isEqualTo("[40.00, 80.00, 80.00, 4]");
        assertThat(schemas()).containsExactly("marts__kept1", "marts__kept2", "reports__kept1", "reports__kept2");

        assertThat(runner.rollback().replaced()).hasSize(4);
        assertThat(published()).isEqualTo("[30.00, 60.00, 60.00, 3]");
        runner.rollback();
        assertThat(published()).isEqualTo("[20.00, 40.00, 40.00, 2]");
        assertThat(schemas()).isEmpty();

        assertThatThrownBy(runner::rollback)
                .hasMessage(
                        "rollback: no set of replaced relations is kept. Let runs keep what they replace: from then on there"
                                + " is something to go back to. [nothing-kept]");
        assertThat(runs())
                .containsExactly("published", "published", "published", "published", "rolled back", "rolled back");
        assertThat(runner.run(all()).succeeded()).isTrue();
        assertThat(published()).isEqualTo("[50.00, 100.00, 100.00, 5]");
    }

    @Test
    void rollback_keeps_what_belongs_to_the_published_relations_as_it_is_now() {
        var runner = runner(Publishing.WHOLE.keeping(1));
        runner.run(all());
        database.execute(
                "create statistics marts.s on number, (number + 1) from marts.orders",
                "create function public.nothing() returns trigger language plpgsql as 'begin return null; end'",
                "create trigger t after insert on marts.orders for each row execute function public.nothing()",
                "alter table marts.orders enable row level security",
                "create policy p on marts.orders using (number > 0)",
                "create view public.on_orders as select number from marts.orders");
        pay(10);
        runner.run(all());

        runner.rollback();

        assertThat(sql.fetchValue("select number from public.on_orders")).isEqualTo(1L);
        assertThat(sql.fetchSingle("select (select count(*) from pg_trigger where tgname = 't'),"
                                + " (select count(*) from pg_statistic_ext where stxname = 's'), (select count(*) from pg_policy),"
                                + " (select relrowsecurity from pg_class where oid = 'marts.orders'::regclass)")
                        .intoList())
                .hasToString("[1, 1, 1, true]");
        assertThat(schemas()).isEmpty();
    }

    @Test
    void what_is_kept_does_not_hinder_the_replacement_of_what_it_referenced() {
        var customers = InlineModel.define(MARTS, "customers", m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID).primaryKey();
            m.config(config -> config.stored(TableProperties.none().enforcePrimaryKey()));
            return select -> select.from(o);
        });
        var referencing = InlineModel.define(MARTS, "referencing", m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID).references(() -> customers.column("id", Long.class));
            m.config(config -> config.stored(TableProperties.none().enforceForeignKeys()));
            return select -> select.from(o);
        });
        var runner = runner(Project.of(customers, referencing), Publishing.WHOLE.keeping(1));
        runner.run(all());
        runner.run(select("referencing"));

        assertThat(runner.run(all()).succeeded()).isTrue();
        runner.rollback();
        assertThat(sql.fetchValue("select count(*) from marts.referencing")).isEqualTo(1L);
    }

    @Test
    void a_run_that_keeps_nothing_drops_what_was_kept_unless_something_needs_it() {
        runner(Publishing.WHOLE.keeping(1)).run(all());
        runner(Publishing.WHOLE.keeping(1)).run(all());
        database.execute("create view public.on_kept as select number from marts__kept1.orders");

        assertThat(runner(Publishing.WHOLE).run(all()).succeeded()).isTrue();
        assertThat(schemas()).containsExactly("marts__kept1", "reports__kept1");

        database.execute("drop view public.on_kept");
        runner(Publishing.WHOLE).run(all());
        assertThat(schemas()).isEmpty();
    }

    @Test
    void refuses_more_sets_than_it_has_names_for() {
        assertThatThrownBy(() -> Publishing.WHOLE.keeping(10))
                .hasMessage("from 0 to 9 sets of replaced relations can be kept, not 10");
    }
}
