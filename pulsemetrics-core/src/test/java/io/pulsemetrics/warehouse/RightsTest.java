package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A role with the least rights, and what it is told where they do not suffice. */
class RightsTest {
    private final Target target = new Target();
    private final String etl = target.role("etl");
    private final String bi = target.role("bi");

    @BeforeEach
    void createRoles() {
        target.createRoles("etl", "bi");
        target.source = target.postgres().dataSource(etl);
    }

    @AfterEach
    void close() {
        target.close();
    }

    private void createSchemas() {
        target.execute("create schema a", "create schema a__build", "create schema a__old");
        target.execute(
                "comment on schema a__build is 'PulseMetrics works here: each run empties this schema'",
                "comment on schema a__old is 'PulseMetrics works here: each run empties this schema'",
                "grant usage, create on schema a, a__build, a__old to " + etl);
    }

    private List<String> problems() {
        var e = catchThrowableOfType(PulseException.class, () -> target.publish("a.t", "select 2 as x"));
        assertThat(e).isNotNull();
        return e.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void publishes_without_create_on_the_database_in_schemas_made_for_it() {
        createSchemas();
        for (int i = 1; i < 4; i++) {
            target.publish("a.t", "select %d as x".formatted(i), "a.v", "VIEW select x from a__build.t");
            assertThat(target.rows("select x from a.v")).containsExactly(String.valueOf(i));
        }
        assertThat(
                        target.rows(
                                "select count(*) from pg_class where relnamespace in ('a__build'::regnamespace, 'a__old'::regnamespace)"))
                .containsExactly("0");
    }

    @Test
    void says_what_to_run_where_the_schemas_are_missing() {
        assertThat(problems())
                .containsExactly(
                        missing("a", ""),
                        missing(
                                "a__build",
                                " COMMENT ON SCHEMA a__build IS 'PulseMetrics works here: each run empties this schema';"),
                        missing(
                                "a__old",
                                " COMMENT ON SCHEMA a__old IS 'PulseMetrics works here: each run empties this schema';"));
    }

    private String missing(String schema, String comment) {
        return ("schema %1$s: it does not exist, and %2$s may not create it in database %3$s. GRANT CREATE ON DATABASE %3$s TO %2$s; or"
                        + " CREATE SCHEMA %1$s;%4$s GRANT USAGE, CREATE ON SCHEMA %1$s TO %2$s. [missing-right]")
                .formatted(schema, etl, target.postgres().name(), comment);
    }

    @Test
    void says_what_to_run_where_rights_on_a_schema_are_missing() {
        createSchemas();
        target.execute("revoke create on schema a from " + etl);

        assertThat(problems())
                .containsExactly(
                        "schema a: %1$s may not use it and create in it. GRANT USAGE, CREATE ON SCHEMA a TO %1$s. [missing-right]"
                                .formatted(etl));
    }

    @Test
    void refuses_to_replace_what_another_role_owns() {
        createSchemas();
        target.execute("create table a.t as select 1 as x", "alter table a.t owner to " + bi);

        assertThat(problems())
                .containsExactly(
                        "a.t: the table belongs to %1$s, and %2$s has not the rights of that role. GRANT %1$s TO %2$s. [missing-right]"
                                .formatted(bi, etl));
    }

    @Test
    void refuses_a_view_of_another_role_and_re_points_it_once_the_grant_is_there() {
        createSchemas();
        target.publish("a.t", "select 1 as x");
        target.execute(
                "create schema f authorization " + bi,
                "grant usage on schema a to " + bi,
                "grant select on a.t to " + bi,
                "create view f.v as select x from a.t",
                "create view f.nested as select x from f.v",
                "alter view f.v owner to " + bi);

        assertThat(problems())
                .containsExactly(
                        ("f.v: the view reads a.t, must be re-pointed with it and belongs to %1$s, and %2$s has not the rights of"
                                        + " that role. GRANT %1$s TO %2$s. [missing-right]")
                                .formatted(bi, etl));

        target.execute("grant %s to %s".formatted(bi, etl));
        target.publish("a.t", "select 2 as x");
        assertThat(target.rows(
                        "select x, (select relowner::regrole from pg_class where oid = 'f.v'::regclass) from f.nested"))
                .containsExactly("2|" + bi);
    }

    @Test
    void refuses_an_owner_who_may_not_create_in_the_schema() {
        createSchemas();
        target.execute(
                "grant %s to %s".formatted(bi, etl),
                "create table a.t as select 1 as x",
                "alter table a.t owner to " + bi);

        assertThat(problems())
                .containsExactly(
                        ("a.t: its owner %1$s may not create in schema a, so that the replacement could not be given to it."
                                        + " GRANT CREATE ON SCHEMA a TO %1$s. [missing-right]")
                                .formatted(bi));
    }
}
