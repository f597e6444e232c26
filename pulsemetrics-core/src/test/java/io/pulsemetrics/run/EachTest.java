package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.shop.Orders.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.plan.Plan;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.warehouse.Published;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Relations that are published as they are finished, while others are still built. */
class EachTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final Layer VIEWS = Layer.views("views", "views");

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    /** In the order in which they came. */
    private final List<String> events = new ArrayList<>();

    private Consumer<String> atEvent = event -> {};

    private final InlineModel quick = InlineModel.define(MARTS, "quick", m -> {
        var o = m.source(ORDERS, "o");
        m.column("id", o.ORDER_ID).primaryKey();
        m.column("amount", o.AMOUNT).atLeast(BigDecimal.ZERO);
        return select -> select.from(o);
    });

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "create table shop.told (published text)",
                "insert into shop.orders values (1, 1, 5, '2026-03-01 10:00', 'new'), (2, 1, 7, '2026-03-02 10:00', 'new')",
                """
                create function shop.once(condition text) returns bigint volatile language plpgsql as $$
                declare met boolean;
                begin
                  for i in 1..3000 loop
                    execute 'select ' || condition into met;
                    if met then return 1; end if;
                    perform pg_sleep(0.01);
                  end loop;
                  raise 'it never came to be that %', condition;
                end $$""");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    /** A model that is not built before the condition holds. */
    private static InlineModel slow(String name, String condition) {
        return InlineModel.define(MARTS, name, m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID).primaryKey();
            m.column("waited", DSL.field("shop.once({0})", Long.class, DSL.inline(condition)));
            return select -> select.from(o);
        });
    }

    /** That listeners were told of it. */
    private static String isPublished(String relation) {
        return "exists (select from shop.told where published = '%s')".formatted(relation);
    }

    private ModelRunner runner(Project project) {
        return runner(project, "2026-03-03T00:00:00Z");
    }

    private ModelRunner runner(Project project, String asOf) {
        return ModelRunner.of(project, database.dataSource())
                .with(RunOptions.defaults()
                        .withThreads(2)
                        .withAsOf(Instant.parse(asOf))
                        .withPublishing(Publishing.WHOLE.in(PublishMode.EACH))
                        .withListener(new Recorder()));
    }

    private final class Recorder implements RunListener {
        private void tell(String event) {
            events.add(event);
            atEvent.accept(event);
        }

        @Override
        public void runStarted(String runId, Plan plan) {
            tell("run");
        }

        @Override
        public void nodeStarted(PlannedNode node) {
            tell("build " + node.name().name());
        }

        @Override
        public void nodeFinished(NodeResult result) {
            tell(result.status() + " " + result.name().name());
        }

        @Override
        public void publishStarted() {
            tell("publish");
        }

        @Override
        public void nodePublished(NodeResult result) {
            tell("published " + result.name().name());
            database.execute("insert into shop.told values ('%s')"
                    .formatted(result.name().name()));
        }

        @Override
        public void publishFinished(Published published) {
            tell("all published in " + published.transactions());
        }

        @Override
        public void runFinished(RunResult result) {
            tell("end");
        }
    }

    private List<String> ledger() {
        return sql.fetch(
                        "select r.status || ': ' || string_agg(n.relation || ' ' || n.status, ', ' order by n.relation)"
                                + " from pulse_state.runs r left join pulse_state.nodes n using (run_id) group by r.run_id order by r.started_at")
                .getValues(0, String.class);
    }

    private List<String> rows(String query) {
        return sql.fetch(query).map(row -> row.intoList().toString());
    }

    private Object leftOver() {
        return sql.fetchValues("select nspname::text from pg_namespace where nspname ~ '__'");
    }

    @Test
    void a_slow_model_does_not_hold_back_a_finished_one_nor_what_reads_it() {
        var reader = InlineModel.define(VIEWS, "reader", m -> {
            var q = m.ref(quick, "q");
            m.column("amount", DSL.sum(q.column("amount", BigDecimal.class)));
            return select -> select.from(q);
        });
        var result = runner(Project.of(slow("slow", isPublished("reader")), quick, reader))
                .run(all());

        assertThat(result.succeeded()).isTrue();
        assertThat(events)
                .startsWith("run")
                .containsSubsequence(
                        "build quick",
                        "PASSED quick",
                        "publish",
                        "published quick",
                        "build reader",
                        "PASSED reader",
                        "published reader",
                        "PASSED slow",
                        "published slow",
                        "all published in 3",
                        "end")
                .hasSize(13);
        assertThat(result.published().orElseThrow().created()).hasToString("[marts.quick, views.reader, marts.slow]");
        assertThat(ledger())
                .containsExactly("published: marts.quick published, marts.slow published, views.reader published");
        assertThat(leftOver()).hasToString("[]");
    }

    @Test
    void what_fails_late_leaves_what_was_published_and_holds_back_what_reads_it() {
        var failing = InlineModel.define(MARTS, "failing", m -> {
            var q = m.ref(quick, "q");
            m.column("id", q.column("id", Long.class));
            m.column("waited", DSL.field("shop.once({0})", Long.class, DSL.inline(isPublished("other"))))
                    .atLeast(2L);
            return select -> select.from(q);
        });
        var below = InlineModel.define(MARTS, "below", m -> {
            var f = m.ref(failing, "f");
            m.column("id", f.column("id", Long.class));
            return select -> select.from(f);
        });
        var other = slow("other", isPublished("quick"));

        var result = runner(Project.of(quick, failing, below, other)).run(all());

        assertThat(result.succeeded()).isFalse();
        assertThat(result.node("below").message()).contains("skipped, since marts.failing failed");
        assertThat(events).containsSubsequence("published quick", "published other", "CHECK_FAILED failing");
        assertThat(ledger())
                .containsExactly("partly published: marts.below skipped, marts.failing check_failed,"
                        + " marts.other published, marts.quick published");
        assertThat(rows("select id from marts.quick order by 1")).containsExactly("[1]", "[2]");
        assertThat(leftOver()).hasToString("[]");
    }

    @Test
    void a_run_that_is_interrupted_keeps_what_was_published_and_the_next_needs_no_repair() {
        var project = Project.of(quick, slow("slow", "(select count(*) > 2 from shop.orders)"));
        var runs = Thread.currentThread();
        atEvent = event -> {
            if (event.equals("published quick")) {
                runs.interrupt();
            }
        };

        assertThatThrownBy(() -> runner(project).run(all()))
                .hasMessageMatching("run \\S+: it was interrupted while it built; what was published by then stays."
                        + " Run again. \\[cancelled\\]");
        assertThat(Thread.interrupted()).isTrue();

        assertThat(rows("select id from marts.quick order by 1")).containsExactly("[1]", "[2]");
        assertThat(ledger()).containsExactly("partly published: marts.quick published");
        assertThat(leftOver()).hasToString("[]");

        atEvent = event -> {};
        database.execute("insert into shop.orders values (3, 1, 1, '2026-03-02 11:00', 'new')");
        assertThat(runner(project).run(all()).succeeded()).isTrue();
        assertThat(rows("select id from marts.slow order by 1")).containsExactly("[1]", "[2]", "[3]");
    }

    @Test
    void checks_read_each_relation_where_it_is_by_then() {
        var columns = new ArrayList<Column<Long>>();
        var one = InlineModel.define(MARTS, "one", m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID).references(() -> columns.get(0));
            return select -> select.from(o);
        });
        var two = InlineModel.define(MARTS, "two", m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID).references(() -> one.column("id", Long.class));
            return select -> select.from(o);
        });
        columns.add(two.column("id", Long.class));
        var late = InlineModel.define(MARTS, "late", m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID).references(() -> two.column("id", Long.class));
            m.column("waited", DSL.field("shop.once({0})", Long.class, DSL.inline(isPublished("two"))));
            return select -> select.from(o);
        });
        for (int run = 1; run < 3; run++) {
            var result = runner(Project.of(one, two, late)).run(all());

            assertThat(result.succeeded()).isTrue();
            assertThat(result.published().orElseThrow().transactions()).isEqualTo(3);
            database.execute("insert into shop.orders values (3, 1, 1, '2026-03-02 11:00', 'new')");
        }
        assertThat(rows("select count(*) from marts.late")).containsExactly("[3]");
    }

    @Test
    void a_check_that_looks_at_what_is_built_below_keeps_all_of_it_from_being_published() {
        var columns = new ArrayList<Column<Long>>();
        var above = InlineModel.define(MARTS, "above", m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID).references(() -> columns.get(0));
            return select -> select.from(o);
        });
        var below = InlineModel.define(MARTS, "below", m -> {
            var a = m.ref(above, "a");
            m.column("id", a.column("id", Long.class));
            return select -> select.from(a).where(a.column("id", Long.class).ne(DSL.inline(3L)));
        });
        columns.add(below.column("id", Long.class));
        var project = Project.of(above, below, quick);
        assertThat(runner(project).run(all()).succeeded()).isTrue();
        database.execute("insert into shop.orders values (3, 1, 1, '2026-03-02 11:00', 'new')");

        var result = runner(project).run(all());

        assertThat(result.node("below").message()).contains("skipped, since marts.above failed");
        assertThat(ledger().getLast())
                .isEqualTo("partly published: marts.above check_failed, marts.below skipped, marts.quick published");
        assertThat(rows("select max(id) from marts.above")).containsExactly("[2]");
        assertThat(rows("select max(id) from marts.below")).containsExactly("[2]");
        assertThat(rows("select max(id) from marts.quick")).containsExactly("[3]");
    }

    @Test
    void what_a_key_or_a_materialized_view_ties_together_is_published_together() {
        var keyed = InlineModel.define(MARTS, "keyed", m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID).primaryKey();
            m.config(config -> config.stored(TableProperties.none().enforcePrimaryKey()));
            return select -> select.from(o);
        });
        var onKeyed = InlineModel.define(MARTS, "on_keyed", m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID).references(() -> keyed.column("id", Long.class));
            m.config(config -> config.stored(TableProperties.none().enforceForeignKeys()));
            return select -> select.from(o);
        });
        var between = InlineModel.define(VIEWS, "between", m -> {
            var q = m.ref(quick, "q");
            m.column("id", q.column("id", Long.class));
            return select -> select.from(q);
        });
        var stored = InlineModel.define(VIEWS, "stored", m -> {
            var b = m.ref(between, "b");
            m.column("id", b.column("id", Long.class));
            m.config(config -> config.materialized(Materialization.materializedView()));
            return select -> select.from(b);
        });
        var project = Project.of(keyed, onKeyed, quick, between, stored);
        for (int run = 1; run < 4; run++) {
            var result = runner(project).run(all());

            assertThat(result.succeeded()).isTrue();
            assertThat(result.published().orElseThrow().transactions()).isEqualTo(2);
            assertThat(rows("select (select max(id) from marts.on_keyed), (select max(id) from views.stored)"))
                    .hasToString("[[%1$d, %1$d]]".formatted(run + 1));
            database.execute("insert into shop.orders values (%d, 1, 1, '2026-03-02 11:00', 'new')".formatted(run + 2));
        }
    }

    @Test
    void tables_that_stay_in_place_and_history_are_published_as_they_are_finished_and_views_end_up_on_them() {
        var days = InlineModel.define(MARTS, "days", m -> {
            var o = m.source(ORDERS, "o", t -> t.ORDERED_AT);
            var id = m.column("id", o.ORDER_ID).primaryKey();
            m.column("amount", o.AMOUNT);
            m.config(config -> config.materialized(Materialization.merge(id)));
            return select -> select.from(o);
        });
        var view = InlineModel.define(VIEWS, "on_days", m -> {
            var d = m.ref(days, "d");
            m.column("id", d.column("id", Long.class));
            m.column("amount", d.column("amount", BigDecimal.class));
            return select -> select.from(d);
        });
        var history = InlineModel.define(MARTS, "history", m -> {
            var v = m.ref(view, "v");
            var id = m.column("id", v.column("id", Long.class)).primaryKey();
            m.column("amount", v.column("amount", BigDecimal.class));
            var from = m.column("valid_from", SQLDataType.LOCALDATETIME);
            var to = m.column("valid_to", SQLDataType.LOCALDATETIME);
            m.config(config -> config.materialized(Materialization.snapshot(from, to, id)));
            return select -> select.from(v);
        });
        var total = InlineModel.define(MARTS, "total", m -> {
            var v = m.ref(view, "v");
            var d = m.ref(days, "d");
            m.column("amount", DSL.sum(v.column("amount", BigDecimal.class)));
            m.column("number", DSL.max(d.column("id", Long.class)));
            return select ->
                    select.from(v).join(d).on(v.column("id", Long.class).eq(d.column("id", Long.class)));
        });
        var project = Project.of(days, view, history, total);
        runner(project).run(all());
        database.execute("insert into shop.orders values (3, 1, 30, '2026-03-03 10:00', 'new')");

        var result = runner(project, "2026-03-04T00:00:00Z").run(all());

        assertThat(result.succeeded()).isTrue();
        assertThat(events.subList(events.lastIndexOf("run"), events.size()))
                .containsSubsequence("PASSED days", "published days", "build on_days", "published on_days");
        assertThat(rows("select amount, number from marts.total")).containsExactly("[42.00, 3]");
        assertThat(rows("select count(*) from marts.history")).containsExactly("[3]");
        assertThat(sql.fetchValue("select pg_get_viewdef('views.on_days'::regclass)")
                        .toString())
                .contains("FROM marts.days");
        assertThat(leftOver()).hasToString("[]");
    }

    @Test
    void history_is_kept_though_what_it_was_read_from_cannot_be_published() {
        var history = InlineModel.define(MARTS, "history", m -> {
            var q = m.ref(quick, "q");
            var id = m.column("id", q.column("id", Long.class)).primaryKey();
            var from = m.column("valid_from", SQLDataType.LOCALDATETIME);
            var to = m.column("valid_to", SQLDataType.LOCALDATETIME);
            m.config(config -> config.materialized(Materialization.snapshot(from, to, id)));
            return select -> select.from(q);
        });
        var reader = InlineModel.define(VIEWS, "reader", m -> {
            var q = m.ref(quick, "q");
            m.column("id", q.column("id", Long.class));
            return select -> select.from(q);
        });
        database.execute(
                "create schema marts",
                "create table marts.quick (id bigint, amount numeric, gone int)",
                "create view public.outside as select gone from marts.quick");

        var result = runner(Project.of(quick, history, reader)).run(all());

        assertThat(result.node("quick").status()).isEqualTo(NodeStatus.PASSED);
        assertThat(result.node("quick").message())
                .hasValueSatisfying(message ->
                        assertThat(message).contains("public.outside").contains("[view-cannot-follow]"));
        assertThat(result.node("reader").message()).contains("not published, since what it reads is not");
        assertThat(result.node("history").status()).isEqualTo(NodeStatus.PUBLISHED);
        assertThat(rows("select count(*) from marts.history")).containsExactly("[2]");
        assertThat(ledger())
                .containsExactly("partly published: marts.history published, marts.quick passed, views.reader passed");
        assertThat(leftOver()).hasToString("[]");
    }
}
