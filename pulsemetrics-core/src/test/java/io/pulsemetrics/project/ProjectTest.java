package io.pulsemetrics.project;

import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.Orders.ORDERS;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.RelationName;
import java.util.ArrayList;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

class ProjectTest {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final Layer VIEWS = Layer.views("views", "views");

    private static InlineModel copy(Layer layer, String name) {
        return InlineModel.define(layer, name, m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", o.ORDER_ID);
            return select -> select.from(o);
        });
    }

    private static void refuses(String message, Relation<?>... relations) {
        assertThatThrownBy(() -> Project.of(relations))
                .isInstanceOfSatisfying(
                        PulseException.class, e -> assertThat(e.kind()).isEqualTo(ErrorKind.PROJECT))
                .hasMessage(message);
    }

    @Test
    void orders_its_nodes_and_knows_their_sources() {
        var project = Project.of(FCT_DAILY_SALES, STG_ORDERS);

        assertThat(project.nodes()).extracting(Node::toString).containsExactly("stg_orders", "fct_daily_sales");
        assertThat(project.sources().keySet()).containsExactly(RelationName.of(ORDERS));
        assertThat(project.readers(RelationName.of(ORDERS)))
                .extracting(Node::toString)
                .containsExactly("stg_orders");
        assertThat(project.schemas()).containsExactly("staging", "marts");
        assertThat(project.warnings()).isEmpty();
    }

    @Test
    void accepts_an_empty_project() {
        assertThat(Project.of().nodes()).isEmpty();
    }

    @Test
    void refuses_a_reference_to_a_model_outside_the_project() {
        refuses(
                "marts.fct_daily_sales: it reads staging.stg_orders, which is not part of the project. "
                        + "Add it to the project, or read the table with source(..). [outside-project]",
                FCT_DAILY_SALES);
    }

    @Test
    void refuses_an_undeclared_and_an_unused_dependency_at_once() {
        var model = InlineModel.define(MARTS, "m", m -> {
            m.source(ORDERS, "o");
            var s = STG_ORDERS.as("s");
            m.column("id", s.ORDER_ID);
            return select -> select.from(s);
        });

        refuses("""
                2 problems:
                  1. marts.m: it declares shop.orders and does not read it. Remove the declaration, or use it in the query. \
                [unused-dependency]
                  2. marts.m: its query reads staging.stg_orders, which it does not declare. Declare it with ref(..), seed(..) or \
                source(..) and use the alias that this returns. [undeclared-dependency]""", model, STG_ORDERS);
    }

    @Test
    void names_the_path_of_a_cycle_that_is_not_declared() {
        var models = new ArrayList<InlineModel>();
        var first = InlineModel.define(MARTS, "first", m -> {
            m.column("one", inline(1));
            return select -> select.from(models.getFirst().as("s"));
        });
        models.add(InlineModel.define(MARTS, "second", m -> {
            var f = m.ref(first, "f");
            m.column("one", f.column("one", Integer.class));
            return select -> select.from(f);
        }));

        refuses("""
                2 problems:
                  1. marts.first: its query reads marts.second, which it does not declare. Declare it with ref(..), seed(..) or \
                source(..) and use the alias that this returns. [undeclared-dependency]
                  2. first: models depend on each other in a cycle: first -> second -> first. \
                Break the cycle: let one of them read what the other reads. [cycle]""", first, models.getFirst());
    }

    @Test
    void refuses_two_models_of_one_name() {
        refuses(
                "views.same: marts.same has the same name in another schema. "
                        + "Rename one of them; a name without its schema is unique in a project. [name-twice]",
                copy(MARTS, "same"),
                copy(VIEWS, "same"));
        refuses(
                "marts.same: two models or seeds have this name. "
                        + "Rename one of them; a name without its schema is unique in a project. [name-twice]",
                copy(MARTS, "same"),
                InlineModel.define(MARTS, "same", m -> {
                    m.column("x", inline(1));
                    return select -> select;
                }));
    }

    @Test
    void refuses_a_column_twice() {
        refuses(
                "m.id: the column is declared twice. Rename or remove one of the two. [column-twice]",
                InlineModel.define(MARTS, "m", m -> {
                    var o = m.source(ORDERS, "o");
                    m.column("id", o.ORDER_ID);
                    m.column("id", o.CUSTOMER_ID);
                    return select -> select.from(o);
                }));
    }

    @Test
    void refuses_names_over_63_bytes() {
        var name = "ä".repeat(32);

        refuses(
                "marts.%s: its name has 64 bytes, PostgreSQL keeps 63. Shorten it. [name-too-long]".formatted(name),
                copy(MARTS, name));
        refuses(
                "schema %1$s: the name of its build schema, %1$s__build, is over PostgreSQL's 63 bytes. "
                                .formatted("s".repeat(57))
                        + "Take a schema name of at most 56 bytes. [name-too-long]",
                copy(Layer.tables("long", "s".repeat(57)), "m"));
        assertThat(Project.of(copy(MARTS, "n".repeat(63))).nodes()).hasSize(1);
    }

    @Test
    void refuses_a_column_whose_table_is_not_in_from() {
        refuses(
                "marts.m: it uses s.amount, and no such table or column stands in FROM there. "
                        + "Join that table, or use the alias that is joined. [column-not-in-from]",
                InlineModel.define(MARTS, "m", m -> {
                    var o = m.source(ORDERS, "o");
                    m.column("id", o.ORDER_ID);
                    m.column("amount", STG_ORDERS.as("s").AMOUNT);
                    return select -> select.from(o);
                }));
    }

    @Test
    void refuses_the_as_of_instant_in_a_view() {
        refuses(
                "views.m: a view uses the as-of instant, which would freeze in it. "
                        + "Materialize the model as a table, or filter by as-of in the models that read it. [as-of-in-view]",
                InlineModel.define(VIEWS, "m", m -> {
                    var o = m.source(ORDERS, "o");
                    m.column("id", o.ORDER_ID);
                    return select -> select.from(o).where(o.ORDERED_AT.le(m.parameter(Parameter.AS_OF)));
                }));
    }

    @Test
    void refuses_two_parameters_of_one_name() {
        var one = Parameter.of("margin", SQLDataType.INTEGER, 1, "");
        var two = Parameter.of("margin", SQLDataType.INTEGER, 2, "");

        refuses(
                "marts.m: two parameters are named margin. "
                        + "Declare the parameter once, as a constant, and use that everywhere. [parameter-twice]",
                InlineModel.define(MARTS, "m", m -> {
                    var o = m.source(ORDERS, "o");
                    m.column("a", m.parameter(one));
                    m.column("b", m.parameter(two));
                    return select -> select.from(o);
                }));
    }

    @Test
    void refuses_two_checks_of_one_name_and_a_reference_to_the_outside() {
        refuses("""
                2 problems:
                  1. marts.m: two checks are named c. Rename or remove one of them. [check-twice]
                  2. marts.m.id: it references staging.stg_orders, which is not part of the project. \
                Add it to the project. [outside-project]""", InlineModel.define(MARTS, "m", m -> {
            var o = m.source(ORDERS, "o");
            var id = m.column("id", o.ORDER_ID);
            m.check(Check.expression("c", id.gt(0L))).check(Check.expression("c", id.lt(9L)));
            id.references(() -> STG_ORDERS.ORDER_ID);
            return select -> select.from(o);
        }));
    }

    @Test
    void refuses_a_query_that_throws_and_one_that_returns_other_columns() {
        refuses(
                "marts.m: building the query threw java.lang.IllegalStateException: oops. "
                        + "Correct query(..) of io.pulsemetrics.model.InlineModel. [query-failed]",
                InlineModel.define(MARTS, "m", m -> {
                    m.column("id", inline(1));
                    return select -> {
                        throw new IllegalStateException("oops");
                    };
                }));
        refuses(
                "marts.m: the query returns (n), the model declares (id). "
                        + "Build the query on the select that query(..) is given, on distinct() or on branch(..). [query-columns]",
                InlineModel.define(MARTS, "m", m -> {
                    var o = m.source(ORDERS, "o");
                    m.column("id", o.ORDER_ID);
                    return select -> DSL.select(countLarge().as("n")).from(o);
                }));
    }

    @Test
    void warns_of_plain_sql_that_lineage_cannot_look_into() {
        var project = Project.of(InlineModel.define(MARTS, "m", m -> {
            var o = m.source(ORDERS, "o");
            m.column("id", DSL.field("abs({0})", SQLDataType.BIGINT, o.ORDER_ID));
            return select -> select.from(o);
        }));

        assertThat(project.warnings()).containsExactly("marts.m: plain SQL that lineage cannot look into: abs({0})");
    }
}
