package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PreferQueryMode;

@Isolated("it measures how long locks are held")
class PublisherTest {
    private final Target target = new Target();

    @AfterEach
    void close() {
        target.close();
    }

    @Test
    void publishes_tables_and_views_for_the_first_time_and_leaves_no_schema_behind() {
        var published = target.publish("a.t", "select 1 as x", "a.v", "VIEW select x from a__build.t");

        assertThat(published.created()).containsExactly(Target.name("a.t"), Target.name("a.v"));
        assertThat(published.replaced()).isEmpty();
        assertThat(published.attempts()).isEqualTo(1);
        assertThat(target.rows("select x from a.v")).containsExactly("1");
        assertThat(target.rows("select obj_description('a.t'::regclass), obj_description('a.v'::regclass)"))
                .containsExactly("about t|about v");
        assertThat(target.rows("select nspname from pg_namespace where nspname like 'a%'"))
                .containsExactly("a");
    }

    @Test
    void replaces_what_it_published_and_lets_views_of_others_follow() {
        target.publish("a.t", "select 1 as x", "a.v", "VIEW select x from a__build.t");
        target.execute(
                "create schema f",
                "create view f.direct with (security_barrier) as select x as y from a.t where x > 0",
                "create view f.nested as select y from f.direct",
                "create view f.on_view as select x from a.v");

        for (int i = 2; i < 5; i++) {
            var published =
                    target.publish("a.t", "select %d as x".formatted(i), "a.v", "VIEW select x from a__build.t");

            assertThat(published.replaced()).containsExactly(Target.name("a.t"), Target.name("a.v"));
            assertThat(published.created()).isEmpty();
            assertThat(published.repointed()).containsExactly(Target.name("f.direct"), Target.name("f.on_view"));
            assertThat(target.rows("select (select x from a.t), (select x from a.v), (select y from f.direct),"
                            + " (select y from f.nested), (select x from f.on_view)"))
                    .containsExactly("%1$d|%1$d|%1$d|%1$d|%1$d".formatted(i));
            assertThat(target.rows("select reloptions::text from pg_class where oid = 'f.direct'::regclass"))
                    .containsExactly("{security_barrier=true}");
        }
    }

    @Test
    void publishes_an_unselected_view_of_the_project_anew() {
        target.publish("a.t", "select 1 as x", "a.v", "VIEW select x from a__build.t");

        var published = target.publish("a.t", "select 2 as x");

        assertThat(published.repointed()).containsExactly(Target.name("a.v"));
        assertThat(target.rows("select x from a.v")).containsExactly("2");
    }

    @Test
    void turns_a_view_into_a_table_and_back() {
        target.publish("a.t", "VIEW select 1 as x", "a.v", "VIEW select x from a__build.t");
        target.publish("a.t", "select 2 as x");
        assertThat(target.rows("select x, (select x from a.v) from a.t")).containsExactly("2|2");

        target.publish("a.t", "VIEW select 3 as x");

        assertThat(target.rows("select x, (select x from a.v) from a.t")).containsExactly("3|3");
        assertThat(target.rows("select relkind::text from pg_class where oid = 'a.t'::regclass"))
                .containsExactly("v");
    }

    /** What is read to decide on the rows of the ledger is read after the catalogue. */
    @Test
    void begins_an_attempt_anew_if_what_it_read_has_changed_before_it_had_its_locks() {
        target.publish("a.t", "select 1 as x");
        var late = new AtomicInteger();
        target.bookkeeping = sql -> {
            if (late.incrementAndGet() == 1) {
                target.execute("create view public.late as select x from a.t");
            }
            return List.of();
        };

        var published = target.publish("a.t", "select 2 as x");

        assertThat(published.attempts()).isEqualTo(2);
        assertThat(published.repointed()).containsExactly(Target.name("public.late"));
        assertThat(target.rows("select x from public.late")).containsExactly("2");
    }

    @Test
    void goes_on_if_only_something_else_has_changed() {
        target.publish("a.t", "select 1 as x", "a.v", "VIEW select x from a__build.t");
        target.bookkeeping = sql -> {
            target.execute("create view a.other as select 1 as x");
            return List.of();
        };

        assertThat(target.publish("a.t", "select 2 as x").attempts()).isEqualTo(1);

        assertThat(target.rows("select x from a.v")).containsExactly("2");
    }

    @Test
    void gives_an_attempt_twice_as_long_if_it_would_keep_readers_waiting_for_too_long() {
        target.publish("a.t", "select 1 as x");
        target.bookkeeping = sql -> List.of(sql.query("select pg_sleep(0.6)"));

        var published = target.publish("a.t", "select 2 as x");

        assertThat(published.attempts()).isEqualTo(2);
        assertThat(published.locked()).isBetween(Duration.ofMillis(600), Duration.ofMillis(900));
        assertThat(target.rows("select x from a.t")).containsExactly("2");
    }

    @ParameterizedTest
    @EnumSource(names = "SIMPLE", mode = EnumSource.Mode.EXCLUDE)
    void publishes_on_connections_in_each_mode_of_the_driver(PreferQueryMode mode) {
        var source = target.postgres().dataSource();
        source.setPreferQueryMode(mode);
        source.setAutosave(AutoSave.ALWAYS);
        source.setLogServerErrorDetail(false);
        target.source = source;
        target.publish("a.t", "select 1 as x, 1 as y");
        target.execute("create view public.w as select x, y from a.t", "create view public.v as select y from a.t");

        assertThatThrownBy(() -> target.publish("a.t", "select 2 as x"))
                .message()
                .matches(
                        "2 problems:\n  1\\. public\\.v: %1$s\n  2\\. public\\.w: %1$s"
                                .formatted(
                                        "it does not fit what it reads any more: column (\"y\"|t\\.y) does not exist\\. Keep the columns and"
                                                + " types that it uses, or change or drop the view first\\. \\[view-cannot-follow]"));
        target.publish("a.t", "select 2 as x, 2 as y");

        assertThat(target.rows("select x, y from public.w")).containsExactly("2|2");
    }
}
