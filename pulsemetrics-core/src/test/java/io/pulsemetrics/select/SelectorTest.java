package io.pulsemetrics.select;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.Orders;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code stg_a -> dim_a -> fct_a -> rep_a}, {@code stg_b -> fct_a}. */
class SelectorTest {
    private static final Layer STAGING = Layer.views("staging", "staging").tags("raw");
    private static final Layer MARTS = Layer.tables("marts", "marts");

    private static final InlineModel STG_A = root("stg_a");
    private static final InlineModel STG_B = root("stg_b");
    private static final InlineModel DIM_A = child("dim_a", STG_A);
    private static final InlineModel FCT_A = child("fct_a", DIM_A, STG_B);
    private static final InlineModel REP_A = child("rep_a", FCT_A);
    private static final Project PROJECT = Project.of(STG_A, STG_B, DIM_A, FCT_A, REP_A);

    private static InlineModel root(String name) {
        return InlineModel.define(STAGING, name, m -> {
            var o = m.source(Orders.ORDERS, "o");
            m.column("id", o.ORDER_ID);
            return select -> select.from(o);
        });
    }

    private static InlineModel child(String name, InlineModel... parents) {
        return InlineModel.define(MARTS, name, m -> {
            m.config(config -> name.startsWith("fct") ? config.tags("daily") : config);
            var aliases =
                    List.of(parents).stream().map(p -> m.ref(p, p.getName())).toList();
            m.column("id", aliases.getFirst().column("id", Long.class));
            return select -> select.from(aliases);
        });
    }

    private static String in(Selector selector) {
        return selector.in(PROJECT).stream().map(Node::toString).collect(Collectors.joining(" "));
    }

    @Test
    void selects_by_name_and_glob() {
        assertThat(in(all())).isEqualTo("stg_a stg_b dim_a fct_a rep_a");
        assertThat(in(select("rep_a", "stg_a"))).isEqualTo("stg_a rep_a");
        assertThat(in(select("rep_a stg_a"))).isEqualTo("stg_a rep_a");
        assertThat(in(select("stg_*"))).isEqualTo("stg_a stg_b");
        assertThat(in(select("???_b"))).isEqualTo("stg_b");
        assertThat(in(select("marts.dim_a"))).isEqualTo("dim_a");
    }

    @Test
    void follows_ancestors_and_descendants() {
        assertThat(in(select("+dim_a"))).isEqualTo("stg_a dim_a");
        assertThat(in(select("dim_a+"))).isEqualTo("dim_a fct_a rep_a");
        assertThat(in(select("+dim_a+"))).isEqualTo("stg_a dim_a fct_a rep_a");
        assertThat(in(select("1+rep_a"))).isEqualTo("fct_a rep_a");
        assertThat(in(select("stg_a+1"))).isEqualTo("stg_a dim_a");
        assertThat(in(select("@dim_a"))).isEqualTo("stg_a stg_b dim_a fct_a rep_a");
    }

    @Test
    void selects_by_method() {
        assertThat(in(select("tag:daily"))).isEqualTo("fct_a");
        assertThat(in(select("tag:raw"))).isEqualTo("stg_a stg_b");
        assertThat(in(select("layer:staging"))).isEqualTo("stg_a stg_b");
        assertThat(in(select("schema:marts"))).isEqualTo("dim_a fct_a rep_a");
        assertThat(in(select("config.materialized:view"))).isEqualTo("stg_a stg_b");
        assertThat(in(select("source:shop.orders+1"))).isEqualTo("stg_a stg_b");
        assertThat(in(select("+tag:daily"))).isEqualTo("stg_a stg_b dim_a fct_a");
    }

    @Test
    void intersects_and_excludes() {
        assertThat(in(select("stg_a+,+fct_a"))).isEqualTo("stg_a dim_a fct_a");
        assertThat(in(all().exclude("stg_*", "rep_a"))).isEqualTo("dim_a fct_a");
        assertThat(in(select("stg_a+").exclude("fct_a+"))).isEqualTo("stg_a dim_a");
    }

    @Test
    void says_what_is_near_when_nothing_is_selected() {
        assertThatThrownBy(() -> in(select("dim_b")))
                .isInstanceOf(PulseException.class)
                .hasMessage("selector 'dim_b': selects nothing. Did you mean dim_a. [selector]");
        assertThatThrownBy(() -> in(select("+daily+1")))
                .hasMessage("selector '+daily+1': selects nothing. Did you mean +tag:daily+1. [selector]");
        assertThatThrownBy(() -> in(select("shop.orders")))
                .hasMessage("selector 'shop.orders': selects nothing. Did you mean source:shop.orders+. [selector]");
        assertThatThrownBy(() -> in(select("seed:*")))
                .hasMessage("selector 'seed:*': selects nothing. "
                        + "Leave it out: the project has nothing that seed: could select. [selector]");
        assertThatThrownBy(() -> in(select("tag:dayly")))
                .hasMessage("selector 'tag:dayly': selects nothing. Did you mean daily. [selector]");
        assertThatThrownBy(() -> in(select("everything_else")))
                .hasMessage("selector 'everything_else': selects nothing. "
                        + "Name what is there: stg_a, stg_b, dim_a, fct_a, rep_a. [selector]");
    }

    @Test
    void says_what_cannot_be_read() {
        assertThatThrownBy(() -> select("stg_a,,dim_a"))
                .hasMessage("selector 'stg_a,,dim_a': cannot be read. "
                        + "Write it like stg_users, +dim_users, tag:daily or 2+fct_events+1. [selector]");
        assertThatThrownBy(() -> select("@+dim_a"))
                .hasMessage("selector '@+dim_a': has @ and + in one term. "
                        + "Leave + out: @m is m, its descendants and all the ancestors of those. [selector]");
        assertThatThrownBy(() -> select("dim_a+1000000"))
                .hasMessage("selector 'dim_a+1000000': goes 1000000 edges far. "
                        + "Leave the number out to go to the end. [selector]");
        assertThatThrownBy(() -> select("state:modifed"))
                .hasMessage("selector 'state:modifed': uses the unknown word 'modifed'. "
                        + "Use one of: new, old, modified, unmodified. [selector]");
        assertThatThrownBy(() -> in(select("label:x")))
                .hasMessage("selector 'label:x': uses the unknown method 'label'. "
                        + "Use one of: name, tag, layer, schema, path, config.materialized, config.severity, source, seed, check_type, "
                        + "resource_type, state, result, source_status, selector. [selector]");
    }
}
