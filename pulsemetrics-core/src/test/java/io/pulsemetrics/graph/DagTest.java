package io.pulsemetrics.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import java.util.List;
import org.junit.jupiter.api.Test;

class DagTest {
    /** The graph drawn in the javadoc of Dag, with its nodes given in another order. */
    private static final Dag<String> DAG = dag(
            ImmutableSet.of("fct_daily_metrics", "stg_users", "dim_users", "stg_events"),
            ImmutableSetMultimap.of(
                    "dim_users", "stg_users", "fct_daily_metrics", "dim_users", "fct_daily_metrics", "stg_events"));

    private static Dag<String> dag(ImmutableSet<String> nodes, ImmutableSetMultimap<String, String> parents) {
        return Dag.of(nodes, parents::get);
    }

    @Test
    void orders_parents_before_children_and_otherwise_as_given() {
        assertThat(DAG.order()).containsExactly("stg_users", "stg_events", "dim_users", "fct_daily_metrics");
    }

    @Test
    void knows_parents_children_ancestors_and_descendants() {
        assertThat(DAG.parents("fct_daily_metrics")).containsExactly("stg_events", "dim_users");
        assertThat(DAG.children("stg_users")).containsExactly("dim_users");
        assertThat(DAG.ancestors(List.of("fct_daily_metrics"))).containsExactly("stg_users", "stg_events", "dim_users");
        assertThat(DAG.ancestors(List.of("fct_daily_metrics"), 1)).containsExactly("stg_events", "dim_users");
        assertThat(DAG.descendants(List.of("stg_users"))).containsExactly("dim_users", "fct_daily_metrics");
        assertThat(DAG.descendants(List.of("stg_users"), 1)).containsExactly("dim_users");
        assertThat(DAG.descendants(List.of("stg_users"), 0)).isEmpty();
    }

    @Test
    void names_the_cycle_path_from_parent_to_child() {
        assertThatThrownBy(() -> dag(
                        ImmutableSet.of("a", "b", "c", "d"),
                        ImmutableSetMultimap.of("b", "a", "c", "b", "b", "c", "d", "c")))
                .isInstanceOf(CycleException.class)
                .hasMessage("b -> c -> b");
    }

    @Test
    void names_a_node_that_depends_on_itself() {
        assertThatThrownBy(() -> dag(ImmutableSet.of("a"), ImmutableSetMultimap.of("a", "a")))
                .hasMessage("a -> a");
    }

    @Test
    void refuses_a_parent_that_is_not_a_node() {
        assertThatThrownBy(() -> dag(ImmutableSet.of("a"), ImmutableSetMultimap.of("a", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a has a parent that is not a node: x");
    }

    @Test
    void refuses_to_sort_what_is_not_a_node() {
        assertThatThrownBy(() -> DAG.sorted(List.of("x"))).hasMessage("not a node of this graph: x");
    }
}
