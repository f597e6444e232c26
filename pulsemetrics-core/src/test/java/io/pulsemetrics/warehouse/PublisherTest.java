package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
