package io.pulsemetrics.project;

import static io.pulsemetrics.shop.Orders.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.TableProperties;
import java.time.Duration;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    /** Of a model of order ids and customers, configured anew. */
    private static String fingerprint(BiFunction<ModelConfig, Column<Long>, ModelConfig> config) {
        var model = InlineModel.define(Layer.tables("marts", "marts"), "fct_orders", m -> {
            var o = m.source(ORDERS, "o");
            var id = m.column("order_id", o.ORDER_ID).notNull();
            m.column("customer_id", o.CUSTOMER_ID);
            m.config(given -> config.apply(given, id));
            return select -> select.from(o);
        });
        return Fingerprint.of(Project.of(model).nodes().getFirst());
    }

    @Test
    void is_the_same_for_the_same_model_built_twice() {
        assertThat(fingerprint((config, id) -> config.materialized(Materialization.merge(id))
                        .stored(TableProperties.none().index(Index.on(id)))))
                .isEqualTo(fingerprint((config, id) -> config.materialized(Materialization.merge(id))
                        .stored(TableProperties.none().index(Index.on(id)))));
    }

    @Test
    void tells_how_a_table_is_materialized_and_stored() {
        assertThat(fingerprint((config, id) -> config))
                .isEqualTo(fingerprint((config, id) -> config.describedAs("Orders")));
        assertThat(new String[] {
                    fingerprint((config, id) -> config),
                    fingerprint((config, id) -> config.materialized(Materialization.merge(id))),
                    fingerprint((config, id) -> config.materialized(Materialization.deleteInsert(id))),
                    fingerprint((config, id) ->
                            config.materialized(Materialization.deleteInsert(id).lookback(Duration.ofDays(1)))),
                    fingerprint(
                            (config, id) -> config.stored(TableProperties.none().index(Index.on(id)))),
                    fingerprint(
                            (config, id) -> config.stored(TableProperties.none().fillfactor(80)))
                })
                .doesNotHaveDuplicates();
    }
}
