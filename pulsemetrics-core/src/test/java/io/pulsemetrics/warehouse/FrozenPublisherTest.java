package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A publisher that stands still, wherever it does, keeps no reader waiting. */
@Isolated("it measures how long readers wait")
class FrozenPublisherTest {
    private static final long LONGEST_WAIT_MILLIS = 500;

    private final Target target = new Target();
    private final PublishedState state = new PublishedState(target);

    @AfterEach
    void close() {
        target.close();
    }

    @ParameterizedTest
    @EnumSource(names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
    void keeps_no_reader_waiting_and_goes_on_when_the_network_does(Wire.Break where) throws Exception {
        try (var wire = new Wire(target.postgres().dataSource(), where)) {
            target.source = wire.source();
            var task = new FutureTask<>(() -> state.publish(2));
            Thread.ofPlatform().start(task);
            wire.awaitBreak();

            assertNobodyWaits(where == Wire.Break.AFTER ? 2 : 1);
            assertThat(task.isDone()).isFalse();
            wire.cut();

            var published = task.get();
            assertThat(published.replaced()).hasSize(2);
            assertThat(published.repointed()).containsExactly(Target.name("f.w"));
        }
        assertThat(state.read()).isEqualTo("2|2|2");
        assertThat(target.rows("select nspname from pg_namespace where nspname like 'a%'"))
                .containsExactly("a");
    }

    @Test
    void that_the_server_ended_since_it_held_other_locks_for_too_long_begins_anew() {
        var stood = new AtomicBoolean();
        target.bookkeeping = sql -> {
            if (!stood.getAndSet(true)) {
                sql.execute("set local idle_in_transaction_session_timeout = '100ms'");
                target.execute("select pg_sleep(0.5)");
            }
            return List.of();
        };

        state.publish(2);

        assertThat(state.read()).isEqualTo("2|2|2");
    }

    /** For a second, in which a statement that has to wait would be seen. */
    private void assertNobodyWaits(int last) throws InterruptedException {
        long end = System.nanoTime() + 1_000_000_000;
        var seen = "";
        while (System.nanoTime() < end) {
            long start = System.nanoTime();
            seen = state.read();
            assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(LONGEST_WAIT_MILLIS);
            assertThat(seen).isIn("1|1|1", "2|2|2");
            Thread.sleep(5);
        }
        assertThat(seen).isEqualTo("%1$d|%1$d|%1$d".formatted(last));
    }
}
