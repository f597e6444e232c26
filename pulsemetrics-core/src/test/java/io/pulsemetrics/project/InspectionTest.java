package io.pulsemetrics.project;

import static io.pulsemetrics.shop.Orders.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests with threads of their own: JUnit's share work with each other alone, and they have other tests to run; nor can a deadlock be
 * interrupted.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InspectionTest {
    private static final int MANY = 500;
    private static final Layer MARTS = Layer.tables("marts", "marts");

    private static InlineModel model(String name) {
        return InlineModel.define(MARTS, name, m -> {
            var o = m.source(ORDERS, "o");
            m.column("order_id", o.ORDER_ID);
            return select -> select.from(o);
        });
    }

    @Test
    void keeps_the_order_of_many_models() {
        var names = IntStream.range(0, MANY).mapToObj(i -> "m" + i).toList();

        var project = Project.of(names.stream().map(InspectionTest::model).toList());

        assertThat(project.nodes()).extracting(Node::toString).containsExactlyElementsOf(names);
    }

    @Test
    void tells_the_problems_of_many_models_in_their_order() {
        var models = IntStream.range(0, MANY)
                .mapToObj(i -> InlineModel.define(MARTS, "m" + i, m -> {
                    m.column("order_id", m.source(ORDERS, "o").ORDER_ID);
                    return select -> {
                        throw new IllegalStateException("number " + i);
                    };
                }))
                .toList();

        var thrown = catchThrowableOfType(PulseException.class, () -> Project.of(models));

        assertThat(thrown.problems())
                .extracting(problem -> problem.where() + ": " + problem.message())
                .containsExactlyElementsOf(IntStream.range(0, MANY)
                        .mapToObj(i -> "marts.m%d: building the query threw java.lang.IllegalStateException: number %d"
                                .formatted(i, i))
                        .toList());
    }

    @Test
    void builds_the_queries_of_many_models_on_several_threads() {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        var bothThere = new CountDownLatch(2);
        var models = IntStream.range(0, MANY)
                .mapToObj(i -> InlineModel.define(MARTS, "m" + i, m -> {
                    var o = m.source(ORDERS, "o");
                    m.column("order_id", o.ORDER_ID);
                    return select -> {
                        if (i == 0 || i == MANY - 1) {
                            meet(bothThere);
                        }
                        return select.from(o);
                    };
                }))
                .toList();

        assertThat(Project.of(models).nodes()).hasSize(MANY);
    }

    private static void meet(CountDownLatch latch) {
        latch.countDown();
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its queries are methods of this class, which another thread could not call before the initializer has ended. */
    private static final class OfOneClass {
        private static final Project PROJECT = Project.of(IntStream.range(0, MANY)
                .mapToObj(i -> InlineModel.define(MARTS, "m" + i, m -> {
                    var o = m.source(ORDERS, "o");
                    m.column("order_id", o.ORDER_ID);
                    return select -> select.from(o);
                }))
                .toList());
    }

    @Test
    void assembles_many_models_in_the_initializer_of_a_class() {
        assertThat(OfOneClass.PROJECT.nodes()).hasSize(MANY);
    }
}
