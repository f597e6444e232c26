package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.plan.ForeignMaterializedViews;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can neither be carried over nor re-pointed is refused by name, and nothing changes. */
class RefusalsTest {
    private final Target target = new Target();

    @BeforeEach
    void publishFirst() {
        target.publish("a.t", "select 1 as id, 'x'::text as name");
        target.execute("create schema f");
    }

    @AfterEach
    void close() {
        target.close();
    }

    private List<String> refused(String query) {
        var e = catchThrowableOfType(PulseException.class, () -> target.publish("a.t", query));
        assertThat(e).isNotNull();
        assertThat(target.rows("select name from a.t")).containsExactly("x");
        assertThat(target.rows("select nspname from pg_namespace where nspname like 'a\\_\\_%'"))
                .isEmpty();
        return e.problems().stream().map(Problem::toString).toList();
    }

    private List<String> refused() {
        return refused("select 2 as id, 'y'::text as name");
    }

    @Test
    void names_everything_at_once() {
        target.execute(
                "alter table a.t add primary key (id)",
                "create view f.v as select name from a.t",
                "create materialized view f.m as select id, (select count(*) from f.v) as n from a.t",
                "create function f.total() returns a.t stable begin atomic select t from a.t limit 1; end",
                "create function f.arg(a.t) returns text immutable language sql as 'select $1.name'",
                "create table f.child (id int references a.t)",
                "create table f.holder (r a.t)",
                "create table f.heir () inherits (a.t)",
                "create rule shout as on insert to f.child do also select count(*) from a.t",
                "create policy seen on f.child using (id in (select id from a.t))");

        assertThat(refused())
                .containsExactlyInAnyOrder(
                        "a.t: materialized view f.m reads the replaced relation both directly and through a view, and would be"
                                + " computed from both its old and its new rows. Let it read views on top of a.t only, or only what is"
                                + " below them. [cannot-replace]",
                        "a.t: function f.total() has the row type of the relation in its body, its arguments or its result, or a"
                                + " BEGIN ATOMIC body and another owner. Write the body as a string, which finds a.t by name on each"
                                + " call, and use a type of its own. [cannot-replace]",
                        "a.t: function f.arg(a.t) has the row type of the relation in its body, its arguments or its result, or a"
                                + " BEGIN ATOMIC body and another owner. Write the body as a string, which finds a.t by name on each"
                                + " call, and use a type of its own. [cannot-replace]",
                        "a.t: constraint child_id_fkey on table f.child references the replaced relation. Build the table it belongs"
                                + " to in the same run, or drop the foreign key; a relationship check on a.t can take its place. [cannot-replace]",
                        "a.t: column r of table f.holder has the row type of the replaced relation. Give the column a composite type"
                                + " of its own, not the row type of a.t. [cannot-replace]",
                        "a.t: table f.heir inherits from the replaced relation. Take it out with ALTER TABLE .. NO INHERIT a.t, or use"
                                + " a view with UNION ALL. [cannot-replace]",
                        "a.t: rule shout on table f.child names the replaced relation. Drop the rule, or let it name a view on top of"
                                + " a.t. [cannot-replace]",
                        "a.t: policy seen on table f.child names the replaced relation. Let the policy name a view on top of a.t, or"
                                + " call a function. [cannot-replace]");
    }

    @Test
    void refuses_what_would_be_lost_with_the_old_relation() {
        target.execute(
                "alter table a.t add number int generated always as identity, add twice int generated always as (id * 2) stored",
                "create rule r as on delete to a.t do nothing");

        assertThat(refused())
                .containsExactly(
                        "a.t: its column number is an identity, is generated, or is fed by a sequence that belongs to it. Let the model"
                                + " be updated in place, or make number a plain column of a.t. [cannot-replace]",
                        "a.t: its column twice is an identity, is generated, or is fed by a sequence that belongs to it. Let the model"
                                + " be updated in place, or make twice a plain column of a.t. [cannot-replace]",
                        "a.t: it has the rule r, which would be lost. Drop it with DROP RULE r ON a.t, or say the same in a view of your"
                                + " own. [cannot-replace]");
    }

    @Test
    void lets_string_functions_schema_publications_and_nested_matviews_be() {
        target.execute(
                "create function f.s() returns text stable language sql as 'select name from a.t'",
                "create publication %s for tables in schema a".formatted(target.role("p")),
                "create view f.v as select name from a.t",
                "create materialized view f.m as select name from f.v");

        target.publish("a.t", "select 2 as id, 'y'::text as name");

        assertThat(target.rows("select f.s(), (select name from f.v), (select name from f.m)"))
                .containsExactly("y|y|x");
        assertThat(target.rows("select tablename from pg_publication_tables")).containsExactly("t");
    }

    @Test
    void names_the_views_that_do_not_fit_the_new_columns() {
        target.execute("create view f.one as select name from a.t", "create view f.two as select id from a.t");

        assertThat(refused("select 1::bigint as id, 1 as other"))
                .map(message -> message.replace("column t.name", "column \"name\"")) // as PostgreSQL 15 words it
                .containsExactly(
                        "f.one: it does not fit what it reads any more: column \"name\" does not exist. Keep the columns and types that it"
                                + " uses, or change or drop the view first. [view-cannot-follow]",
                        "f.two: it does not fit what it reads any more: cannot change data type of view column \"id\" from integer to"
                                + " bigint. Keep the columns and types that it uses, or change or drop the view first."
                                + " [view-cannot-follow]");
    }

    @Test
    void refuses_a_relation_of_a_kind_it_cannot_replace() {
        target.execute("create sequence a.s");

        var e = catchThrowableOfType(PulseException.class, () -> target.publish("a.s", "VIEW select 2 as x"));

        assertThat(e.problems().stream().map(Problem::toString))
                .containsExactly(
                        "a.s: a sequence has this name, and a view cannot take its place. Rename or drop the sequence, or give the model"
                                + " another name or schema. [cannot-replace]");
    }

    @Test
    void refuses_to_turn_a_table_with_policies_or_triggers_into_a_view() {
        target.execute(
                "alter table a.t enable row level security",
                "create policy p on a.t using (true)",
                "create function f.seen() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger g before insert on a.t for each row execute function f.seen()");

        assertThat(refused("VIEW select 2 as id, 'y'::text as name"))
                .containsExactly(
                        "a.t: its row-level security policy p has no place on what replaces it. Keep the model's kind, or drop the policy"
                                + " with DROP POLICY p ON a.t. [cannot-replace]",
                        "a.t: its row-level security has no place on what replaces it, and rows would be shown to all readers. Keep the"
                                + " model's kind, or turn the row-level security off with ALTER TABLE a.t DISABLE ROW LEVEL"
                                + " SECURITY. [cannot-replace]",
                        "a.t: its trigger g has no place on what replaces it. Keep the model's kind, or drop the trigger with DROP TRIGGER"
                                + " g ON a.t. [cannot-replace]");
    }

    @Test
    void refuses_to_show_the_rows_of_an_invokers_view_in_a_table() {
        target.publish("a.v", "VIEW select 1 as x");
        target.execute("alter view a.v set (security_invoker = true)");

        var e = catchThrowableOfType(PulseException.class, () -> target.publish("a.v", "select 1 as x"));

        assertThat(e)
                .hasMessage(
                        "a.v: it is a view with security_invoker, and a table would show its rows to readers without rights on what is"
                                + " below. Keep the model a view, or clear the option with ALTER VIEW a.v RESET (security_invoker)."
                                + " [cannot-replace]");
    }

    @Test
    void names_the_statement_that_does_not_fit_the_new_columns() {
        target.execute("create policy p on a.t using (name = 'x')", "alter table a.t enable row level security");

        assertThat(refused("select 1 as id"))
                .containsExactly(
                        "a.t: what belongs to it could not be given to its replacement: column \"name\" does not exist (in: CREATE"
                                + " POLICY p ON a.t AS PERMISSIVE FOR ALL TO PUBLIC USING ((name = 'x'::text))). Adapt it to the new"
                                + " columns, or drop it. [cannot-replace]");
    }

    @Test
    void names_what_was_made_by_hand_and_does_not_fit_the_new_rows() {
        target.execute("alter table a.t add constraint small check (id < 2)");

        assertThat(refused())
                .containsExactly(
                        "a.t: the constraint small, which was made by hand, does not fit what replaces it: check constraint \"small\" of"
                                + " relation \"t\" is violated by some row. Let the model declare what it needs, or drop it with ALTER"
                                + " TABLE a.t DROP CONSTRAINT small. [cannot-replace]");
    }

    @Test
    void refuses_to_recreate_materialized_views_if_asked_to() {
        target.execute("create materialized view f.m as select id from a.t");
        target.options = Target.PATIENT.with(ForeignMaterializedViews.REFUSE);

        assertThat(refused())
                .containsExactly(
                        "a.t: materialized view f.m holds on to the replaced relation. Let it read a view on top of a.t, which is"
                                + " re-pointed, or let publishes recreate such materialized views. [cannot-replace]");
    }
}
