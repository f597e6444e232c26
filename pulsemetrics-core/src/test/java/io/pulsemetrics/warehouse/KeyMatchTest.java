package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.plan.Change;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeyMatchTest {
    private static final Change.Key ID = new Change.Key("id", false);
    private static final Change.Key NAME = new Change.Key("name", true);
    private static final Change.Key IS_NEW = new Change.Key("is_new", true);

    private final Target target = new Target();
    private final Session session = target.session(SessionName.Role.WORKER);

    @BeforeEach
    void create() {
        target.execute(
                "create schema a",
                "create table a.t as select i as id, 'n' || i as name, true as is_new from generate_series(1, 100000) i",
                "create index on a.t (id)",
                "create table a.d (id int, name text, is_new boolean)",
                "analyze a.t");
    }

    @AfterEach
    void close() {
        session.close();
        target.close();
    }

    private String condition(Change.Key... key) {
        return new KeyMatch(session, Target.name("a.t"), Target.name("a.d")).condition(List.of(key));
    }

    @Test
    void adds_the_lowest_and_the_highest_value_of_the_delta() {
        target.execute("insert into a.d values (99990, 'it''s', true), (100010, 'a \\ b', false)");

        assertThat(condition(ID, NAME, IS_NEW))
                .isEqualTo("t.\"id\" = d.\"id\" AND t.\"id\" >= '99990'::integer AND t.\"id\" <= '100010'::integer"
                        + " AND t.\"name\" = d.\"name\" AND t.\"name\" >= E'a \\\\ b'::text AND t.\"name\" <= 'it''s'::text"
                        + " AND t.\"is_new\" = d.\"is_new\"");
    }

    @Test
    void compares_null_with_null_where_the_delta_has_one() {
        target.execute("insert into a.d values (1, null, null), (2, 'x', null)");

        assertThat(condition(NAME, IS_NEW))
                .isEqualTo("ARRAY[t.\"name\"] = ARRAY[d.\"name\"]"
                        + " AND (t.\"name\" >= 'x'::text AND t.\"name\" <= 'x'::text OR t.\"name\" IS NULL)"
                        + " AND ARRAY[t.\"is_new\"] = ARRAY[d.\"is_new\"]");
    }

    @Test
    void leaves_out_bounds_that_would_be_of_another_order_than_the_tables() {
        target.execute(
                "alter table a.d alter id type bigint, alter name type text collate \"ucs_basic\"",
                "insert into a.d values (1, 'x', true)");

        assertThat(condition(ID, NAME)).isEqualTo("t.\"id\" = d.\"id\" AND t.\"name\" = d.\"name\"");
    }

    @Test
    void is_false_for_an_empty_delta() {
        assertThat(condition(ID)).isEqualTo("FALSE");
    }

    @Test
    void lets_rows_be_found_by_the_index_although_they_are_many() {
        target.execute("insert into a.d select i, 'x', true from generate_series(99001, 101000) i", "analyze a.d");

        assertThat(plan("t.id = d.id")).contains("Seq Scan on t").doesNotContain("Index");
        assertThat(plan(condition(ID)))
                .contains("Index Scan using t_id_idx on t")
                .doesNotContain("Seq Scan on t");
    }

    private String plan(String condition) {
        return String.join(
                "\n",
                target.rows(
                        "explain (costs off) merge into a.t using a.d on %s when not matched then insert values (d.id)"
                                .formatted(condition)));
    }
}
