package io.pulsemetrics.select;

import static io.pulsemetrics.select.Selector.checkType;
import static io.pulsemetrics.select.Selector.fresherSources;
import static io.pulsemetrics.select.Selector.layer;
import static io.pulsemetrics.select.Selector.materialized;
import static io.pulsemetrics.select.Selector.model;
import static io.pulsemetrics.select.Selector.name;
import static io.pulsemetrics.select.Selector.named;
import static io.pulsemetrics.select.Selector.path;
import static io.pulsemetrics.select.Selector.result;
import static io.pulsemetrics.select.Selector.schema;
import static io.pulsemetrics.select.Selector.seed;
import static io.pulsemetrics.select.Selector.select;
import static io.pulsemetrics.select.Selector.source;
import static io.pulsemetrics.select.Selector.state;
import static io.pulsemetrics.select.Selector.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.shop.Orders;
import io.pulsemetrics.shop.StgOrders;
import org.junit.jupiter.api.Test;

/** Text and Java say the same. */
class GrammarTest {
    private static final ImmutableMap<String, Selector> BOTH = ImmutableMap.<String, Selector>builder()
            .put("stg_*", name("stg_*"))
            .put(StgOrders.STG_ORDERS.relationName().toString(), model(StgOrders.STG_ORDERS))
            .put("+m", name("m").withAncestors())
            .put("2+m", name("m").withAncestors(2))
            .put("m+", name("m").withDescendants())
            .put("m+3", name("m").withDescendants(3))
            .put("16+tag:a+32", tag("a").withAncestors(16).withDescendants(32))
            .put("@tag:a", tag("a").withFamily())
            .put("tag:team:core", tag("team:core"))
            .put("layer:staging", layer("staging"))
            .put("schema:analytics", schema("analytics"))
            .put("path:models.staging", path("models.staging"))
            .put("config.materialized:view", materialized("view"))
            .put("source:shop.orders+1", source(Orders.ORDERS).withDescendants(1))
            .put("seed:*", seed("*"))
            .put("check_type:not_null", checkType("not_null"))
            .put("state:modified+", state(NodeState.MODIFIED).withDescendants())
            .put("1+result:fail", result(Outcome.FAIL).withAncestors(1))
            .put("source_status:fresher+", fresherSources().withDescendants())
            .put("selector:nightly", named("nightly"))
            .put("a b", name("a").or(name("b")))
            .put("a,b", name("a").and(name("b")))
            .put("a,b c,d+", name("a").and(name("b")).or(name("c").and(name("d").withDescendants())))
            .build();

    @Test
    void text_and_java_make_the_same_selector() {
        BOTH.forEach((text, java) -> {
            assertThat(select(text)).isEqualTo(java);
            assertThat(java).hasToString(text);
        });
    }

    @Test
    void dbts_other_words_mean_the_same() {
        assertThat(select("fqn:a")).isEqualTo(name("a"));
        assertThat(select("test_name:unique")).isEqualTo(checkType("unique"));
        assertThat(select("models/staging")).isEqualTo(path("models/staging"));
        assertThat(select("  a\tb ", "c")).isEqualTo(select("a b c"));
        assertThat(select("a").exclude("b")).isEqualTo(name("a").exclude(name("b")));
        assertThat(select("a").exclude("b")).hasToString("a --exclude b");
    }

    @Test
    void a_term_takes_no_value_that_text_could_not_hold() {
        assertThatThrownBy(() -> tag("a b")).hasMessage("a term has a value without spaces and commas, not 'a b'");
        assertThatThrownBy(() -> name("a").withDescendants().withFamily())
                .hasMessage("@ takes descendants and their ancestors already; it goes without +");
        assertThatThrownBy(() -> name("a").withAncestors(-1)).hasMessage("a term does not look -1 edges up and 0 down");
    }

    @Test
    void knows_which_selectors_compare() {
        assertThat(select("tag:a,state:modified b").compares()).isTrue();
        assertThat(select("a").exclude("result:error").compares()).isTrue();
        assertThat(select("selector:x").compares()).isTrue();
        assertThat(select("a,tag:b c").compares()).isFalse();
        assertThat(Selector.all().compares()).isFalse();
    }
}
