package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.check.Aggregates;
import io.pulsemetrics.check.Bounds;
import io.pulsemetrics.check.Changes;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.check.Comparisons;
import io.pulsemetrics.check.Sequences;
import io.pulsemetrics.check.Verdict;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a run makes of the answers to checks. */
class CheckRunTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");

    private final TestPostgres database = TestPostgres.database();
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    private static final class Sales extends Model<Sales> {
        private static final long serialVersionUID = 1L;
        private final transient List<Check> checks = new ArrayList<>();

        Sales() {
            super(root(), as -> new Sales(), MARTS, "sales");
        }

        private final Orders o = source(Orders.ORDERS, "o");
        final Column<Long> ID = column("id", o.ORDER_ID).primaryKey();
        final Column<Long> CUSTOMER = column("customer", o.CUSTOMER_ID).sensitive();
        final Column<BigDecimal> AMOUNT = column("amount", o.AMOUNT);
        final Column<String> STATUS = column("status", o.STATUS);

        @Override
        protected Select<?> query(SelectSelectStep<Record> select) {
            return select.from(o);
        }

        @Override
        protected List<Check> checks() {
            return checks;
        }

        Sales with(Check... more) {
            checks.addAll(List.of(more));
            return this;
        }
    }

    private final Sales sales = new Sales();

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders select i, i % 3, i, '2026-03-01', case when i % 2 = 0 then 'paid' else 'open' end"
                        + " from generate_series(1, 10) i");
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private NodeResult run(RunOptions options) {
        return ModelRunner.of(Project.of(sales), database.dataSource())
                .with(options.withThreads(2))
                .run(all())
                .node(sales);
    }

    private NodeResult run() {
        return run(RunOptions.defaults());
    }

    private static String only(NodeResult node) {
        assertThat(node.violated()).hasSize(1);
        return node.violated().getFirst().toString();
    }

    @Test
    void folds_what_can_be_asked_at_once_into_one_query() {
        sales.with(
                Check.atLeast(sales.AMOUNT, BigDecimal.ZERO),
                Check.notNull(sales.STATUS)
                        .where(sales.AMOUNT.gt(inline(BigDecimal.ONE)))
                        .errorOverPercent(5),
                Check.relationship(sales.CUSTOMER, () -> Orders.ORDERS.CUSTOMER_ID),
                Aggregates.mean(sales.AMOUNT, Bounds.between(1, 9)),
                Comparisons.equalRowCount(() -> Orders.ORDERS));
        var plan = ModelRunner.of(Project.of(sales), database.dataSource()).plan(all());

        assertThat(plan.nodes().getFirst().audits().getFirst().sql()).isEqualTo("""
                select count(*), \
                count(*) filter (where "marts__build"."sales"."id" is null), \
                count(*) filter (where "marts__build"."sales"."amount" < 0), \
                count(*) filter (where ("marts__build"."sales"."amount" > 1 and "marts__build"."sales"."status" is null)), \
                count(*) filter (where "marts__build"."sales"."amount" > 1), \
                case when (avg("marts__build"."sales"."amount") < 1 or avg("marts__build"."sales"."amount") > 9) then 1 else 0 end, \
                case when count(*) <> (select count(*) from "shop"."orders") then 1 else 0 end \
                from "marts__build"."sales\"""");
        assertThat(plan.nodes().getFirst().audits()).hasSize(3);
        assertThat(run().status()).isEqualTo(NodeStatus.PUBLISHED);
    }

    @Test
    void shows_keys_and_what_is_asked_for_and_nothing_that_is_sensitive() {
        sales.with(
                Check.lessThan(sales.AMOUNT, BigDecimal.TEN),
                Check.lessThan(sales.AMOUNT, BigDecimal.TEN).named("with_more").showing(sales.STATUS, sales.CUSTOMER),
                Check.lessThan(sales.CUSTOMER, 1L).sampleRows(2).where(sales.ID.le(inline(4L))),
                Aggregates.maximum(sales.CUSTOMER, 0L, 1L),
                Check.unique(sales.CUSTOMER).where(sales.CUSTOMER.eq(inline(0L))),
                Check.query(
                        "renamed",
                        table -> DSL.select(sales.CUSTOMER.as("who"), sales.ID)
                                .from(table)
                                .where(sales.ID.eq(inline(7L)))));

        assertThat(run().violated())
                .extracting(CheckResult::toString)
                .containsExactly(
                        "marts.sales: amount_less_than (range of amount): 1 violation, for example (id=10)",
                        "marts.sales: with_more (range of amount): 1 violation, for example (id=10, status=paid)",
                        "marts.sales: customer_less_than (range of customer): 3 violations, for example (id=1), (id=2)",
                        "marts.sales: customer_max (max of customer): 1 violation",
                        "marts.sales: customer_unique (unique of customer): 1 violation, for example (occurrences=3)",
                        "marts.sales: renamed: 1 violation, for example (id=7)");
    }

    @Test
    void the_result_has_typed_rows_and_the_sql_of_all_of_them() {
        sales.with(Check.atMost(sales.AMOUNT, BigDecimal.TWO).sampleRows(1));

        var result = run().violated().getFirst();

        assertThat(result.violations()).isEqualTo(8);
        assertThat(result.rows()).hasSize(1);
        assertThat(result.rows().getFirst().get("id")).isInstanceOf(Long.class);
        assertThat(result.sql())
                .isEqualTo(
                        "select \"violations\".\"id\" from (select \"marts__build\".\"sales\".\"id\" from"
                                + " \"marts__build\".\"sales\" where \"marts__build\".\"sales\".\"amount\" > 2) as \"violations\"");
        assertThat(result.stored()).isEmpty();
    }

    @Test
    void tolerates_what_thresholds_allow() {
        sales.with(
                Check.atMost(sales.AMOUNT, new BigDecimal(8)).errorOverPercent(20),
                Check.atMost(sales.AMOUNT, new BigDecimal(8))
                        .named("silent")
                        .warnOver(2)
                        .errorOver(2));

        var node = run();

        assertThat(node.status()).isEqualTo(NodeStatus.PUBLISHED);
        assertThat(node.checks())
                .extracting(result -> result.check().name(), CheckResult::verdict, CheckResult::violations)
                .contains(tuple("amount_at_most", Verdict.WARNED, 2L), tuple("silent", Verdict.PASSED, 2L));
        assertThat(only(node))
                .isEqualTo("marts.sales: amount_at_most (range of amount): 2 violations, for example (id=9), (id=10)");
    }

    @Test
    void keeps_offending_rows_without_sensitive_columns_until_the_check_passes() {
        sales.with(
                Check.atMost(sales.AMOUNT, BigDecimal.TWO).warn().storedRows(3),
                Check.acceptedValues(sales.STATUS, List.of("open")).warn());

        var node = run();

        assertThat(node.violated().getFirst().stored())
                .contains(new RelationName("pulse_audit", "sales__amount_at_most"));
        assertThat(node.violated().get(1).stored()).isEmpty();
        assertThat(sql.fetch("select * from pulse_audit.sales__amount_at_most order by id")
                        .format(3))
                .isEqualTo("""
                        +----+------+------+
                        |  id|amount|status|
                        +----+------+------+
                        |   3|  3.00|open  |
                        |   4|  4.00|paid  |
                        |   5|  5.00|open  |
                        +----+------+------+
                        """);

        database.execute("delete from shop.orders where amount > 2");
        run();

        assertThat(sql.fetchValue("select to_regclass('pulse_audit.sales__amount_at_most')::text"))
                .isNull();
    }

    @Test
    void keeps_the_offending_rows_of_every_check_when_the_run_is_asked_to() {
        sales.with(Check.atMost(sales.AMOUNT, BigDecimal.TWO).named("n".repeat(60)));

        var node = run(RunOptions.defaults().withStoredRows(100));

        assertThat(node.status()).isEqualTo(NodeStatus.CHECK_FAILED);
        var table = node.violated().getFirst().stored().orElseThrow();
        assertThat(table.name()).startsWith("sales__nnn").hasSize(63);
        assertThat(sql.fetchCount(DSL.table(table.toName()))).isEqualTo(8);
    }

    @Test
    void compares_with_what_was_published_and_not_with_what_is_built() {
        sales.with(
                Changes.rowCountGrowth(Bounds.between(-10, 10)),
                Changes.rowCountGrowth(Bounds.between(-10, 10)).named("open").where(sales.STATUS.eq(inline("open"))),
                Changes.meanGrowth(sales.AMOUNT, Bounds.atMost(20)),
                Changes.shareDrift(sales.STATUS, 0.1),
                Changes.distributionDrift(sales.AMOUNT, 0.1));

        assertThat(run().violated()).as("never published").isEmpty();
        assertThat(run().violated()).as("the same again").isEmpty();
        database.execute(
                "insert into shop.orders select i, 1, 12, '2026-03-01', 'paid' from generate_series(11, 15) i");
        var node = run();

        assertThat(node.status()).isEqualTo(NodeStatus.CHECK_FAILED);
        assertThat(node.violated())
                .extracting(CheckResult::toString)
                .containsExactly(
                        "marts.sales: row_count_growth: 1 violation, for example (row_count=15,"
                                + " published_row_count=10)",
                        "marts.sales: amount_mean_growth (mean_growth of amount): 1 violation, for example"
                                + " (mean=7.6666666666666667, published_mean=5.5000000000000000)",
                        "marts.sales: status_share_drift (share_drift of status): 1 violation, for example"
                                + " (distance=0.16666666666666666667)",
                        "marts.sales: amount_distribution_drift (distribution_drift of amount): 1 violation, for example"
                                + " (distance=0.33333333333333333330)");
    }

    @Test
    void has_nothing_to_compare_with_when_a_column_is_new_or_there_are_no_rows() {
        database.execute("create schema marts", "create table marts.sales (id bigint)");
        sales.with(Changes.meanGrowth(sales.AMOUNT, Bounds.exactly(0)), Changes.shareDrift(sales.STATUS, 0));

        assertThat(run().violated()).isEmpty();
        database.execute("delete from shop.orders");
        assertThat(run().violated()).as("emptied").isEmpty();
        database.execute("insert into shop.orders values (1, 1, 1, '2026-03-01', 'paid')");
        assertThat(run().violated()).as("filled again").isEmpty();
    }

    @Test
    void looks_at_neighbours_among_the_columns_of_a_model() {
        sales.with(Sequences.increasing(sales.AMOUNT, sales.ID, sales.STATUS).where(sales.CUSTOMER.isNotNull()));

        var node = run();

        assertThat(node.message()).isEmpty();
        assertThat(node.violated()).isEmpty();
    }
}
