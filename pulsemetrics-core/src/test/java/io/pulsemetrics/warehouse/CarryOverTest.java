package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What belongs to a published relation and not to its model survives its replacement, three times over. */
class CarryOverTest {
    private static final String QUERY = "select 1 as id, 'x'::text as name, 2 as n";

    private final Target target = new Target();

    @BeforeEach
    void publishFirst() {
        target.createRoles("reader", "writer");
        target.publish("a.t", QUERY, "a.v", "VIEW select id, name from a__build.t");
    }

    @AfterEach
    void close() {
        target.close();
    }

    private void staysAfterThreePublishes(String... queries) {
        var before = Arrays.stream(queries).map(target::rows).toList();
        for (int i = 0; i < 3; i++) {
            target.publish("a.t", QUERY, "a.v", "VIEW select id, name from a__build.t");
            assertThat(Arrays.stream(queries).map(target::rows).toList()).isEqualTo(before);
        }
    }

    @Test
    void keeps_grants_with_their_options_on_relations_and_columns() {
        var reader = target.role("reader");
        var writer = target.role("writer");
        target.execute(
                "grant select on a.t to public",
                "grant select, insert on a.t to %s with grant option".formatted(writer),
                "grant select (id), update (name) on a.t to %s with grant option".formatted(reader),
                "grant select on a.v to " + reader,
                "grant update (name) on a.v to " + writer);

        staysAfterThreePublishes(acl("a.t"), acl("a.v"), """
                select attrelid::regclass, attname, a.grantee::regrole, a.privilege_type, a.is_grantable
                from pg_attribute, aclexplode(attacl) a where attrelid in ('a.t'::regclass, 'a.v'::regclass) order by 1, 2, 3, 4
                """);
        assertThat(target.rows(acl("a.t"))).contains("-|SELECT|false", writer + "|INSERT|true");
    }

    @Test
    void keeps_rights_that_the_owner_gave_up() {
        target.execute("revoke delete, truncate on a.t from current_user");

        staysAfterThreePublishes(acl("a.t"));
        assertThat(target.rows(acl("a.t"))).noneMatch(line -> line.contains("DELETE"));
    }

    @Test
    void does_not_bring_back_default_privileges_that_were_revoked() {
        target.execute(
                "alter default privileges grant select on tables to " + target.role("reader"),
                "revoke all on a.t from " + target.role("reader"));

        staysAfterThreePublishes(acl("a.t"));
    }

    @Test
    void keeps_the_owner() {
        target.execute(
                "grant usage, create on schema a to " + target.role("writer"),
                "alter table a.t owner to " + target.role("writer"),
                "alter view a.v owner to " + target.role("writer"));

        staysAfterThreePublishes(
                "select relname, relowner::regrole from pg_class where relnamespace = 'a'::regnamespace order by 1",
                acl("a.t"));
        assertThat(target.rows("select relowner::regrole from pg_class where oid = 'a.t'::regclass"))
                .containsExactly(target.role("writer"));
    }

    @Test
    void keeps_storage_options_and_statistics_settings() {
        target.execute(
                "alter table a.t set (fillfactor = 70, autovacuum_enabled = false, toast.autovacuum_enabled = false)",
                "alter table a.t alter name set statistics 500, alter name set storage external, alter id set (n_distinct = -0.5)",
                "alter table a.t alter name set compression pglz",
                "alter table a.t replica identity full",
                "alter view a.v set (security_barrier = true)",
                "create statistics a.st (dependencies) on id, n from a.t",
                "alter statistics a.st set statistics 300",
                "analyze a.t");

        staysAfterThreePublishes(
                "select relname, array(select o from unnest(reloptions) o order by 1)::text, relreplident from pg_class where relnamespace = 'a'::regnamespace order by 1",
                "select reloptions::text from pg_class where oid = (select reltoastrelid from pg_class where oid = 'a.t'::regclass)",
                "select attname, attstattarget, attstorage, attcompression, attoptions::text from pg_attribute"
                        + " where attrelid = 'a.t'::regclass and attnum > 0 order by attnum",
                "select stxrelid::regclass, pg_get_statisticsobjdef(oid), stxstattarget from pg_statistic_ext order by oid",
                "select count(*) from pg_statistic_ext_data");
        assertThat(target.rows("select count(*) from pg_statistic_ext")).containsExactly("1");
    }

    @Test
    void keeps_row_level_security_so_that_no_reader_sees_more_than_before() {
        var reader = target.role("reader");
        target.execute(
                "create table a.allowed as select 1 as id",
                "grant usage on schema a to " + reader,
                "grant select on a.t, a.allowed to " + reader,
                "alter table a.t enable row level security",
                "alter table a.t force row level security",
                "create policy mine on a.t as permissive for select to %s using (id in (select id from a.allowed))"
                        .formatted(reader),
                "create policy \"no X\" on a.t as restrictive for all using (name <> 'secret') with check (n > 0)");

        staysAfterThreePublishes(
                "select relrowsecurity, relforcerowsecurity from pg_class where oid = 'a.t'::regclass",
                "select policyname, permissive, roles::text, cmd, qual, with_check from pg_policies order by 1");
        target.publish(
                "a.t",
                "select i as id, case i when 2 then 'secret' else 'x' end as name, 1 as n from generate_series(1, 3) i");
        assertThat(target.rows("select count(*) from a.t")).containsExactly("3");
        assertThat(target.rowsAs(reader, "select id from a.t")).containsExactly("1");
    }

    @Test
    void keeps_policies_that_read_another_replaced_relation() {
        target.execute(
                "create policy p on a.t using (id in (select id from a.v))",
                "alter table a.t enable row level security");

        staysAfterThreePublishes("select policyname, qual from pg_policies");
    }

    @Test
    void keeps_triggers_and_whether_they_are_enabled() {
        target.execute(
                "create schema f",
                "create function f.seen() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger one before insert on a.t for each row when (new.id > 0) execute function f.seen('x')",
                "create trigger two after update of name on a.t for each statement execute function f.seen()",
                "alter table a.t disable trigger two",
                "alter table a.t enable always trigger one",
                "create trigger three instead of insert on a.v for each row execute function f.seen()");

        staysAfterThreePublishes(
                "select tgrelid::regclass, pg_get_triggerdef(oid), tgenabled from pg_trigger where not tgisinternal order by tgname");
        assertThat(target.rows("select count(*) from pg_trigger where not tgisinternal"))
                .containsExactly("3");
    }

    @Test
    void keeps_rights_options_comments_and_owner_of_views_that_follow() {
        target.execute(
                "create schema f authorization " + target.role("writer"),
                "grant usage on schema a to " + target.role("writer"),
                "grant select on a.t to " + target.role("writer"),
                "create view f.w(b, c) with (security_barrier, security_invoker) as select id, name from a.t where n > 0"
                        + " with local check option",
                "comment on view f.w is 'kept'",
                "comment on column f.w.b is 'kept too'",
                "grant select on f.w to %s with grant option".formatted(target.role("reader")),
                "alter view f.w alter b set default 7",
                "alter view f.w owner to " + target.role("writer"));

        staysAfterThreePublishes(
                "select c.oid, reloptions::text, relowner::regrole, relacl::text from pg_class c where oid = 'f.w'::regclass",
                "select obj_description('f.w'::regclass), col_description('f.w'::regclass, 1)",
                "select pg_get_viewdef('f.w'::regclass)",
                "select column_default from information_schema.columns where table_name = 'w' order by 1",
                "select * from f.w");
    }

    @Test
    void gives_what_is_new_the_default_privileges_of_its_schema_and_none_of_the_build_schema() {
        target.execute(
                "alter default privileges in schema a grant select on tables to " + target.role("reader"),
                "alter default privileges grant insert on tables to " + target.role("writer"));

        target.publish("a.fresh", "select 1 as x");

        assertThat(target.rows(acl("a.fresh")))
                .contains(target.role("reader") + "|SELECT|false", target.role("writer") + "|INSERT|false")
                .noneMatch(line -> line.startsWith("-|"));
    }

    @Test
    void leaves_out_settings_of_columns_that_are_gone_and_lets_go_of_them() {
        target.execute(
                "grant select (n) on a.t to " + target.role("reader"), "alter table a.t alter n set statistics 10");

        target.publish("a.t", "select 1 as id, 'x'::text as name");

        assertThat(target.rows("select attname from pg_attribute where attrelid = 'a.t'::regclass and attnum > 0"))
                .containsExactly("id", "name");
    }

    @Test
    void makes_what_was_made_by_hand_while_the_publish_waited_for_its_locks() throws Exception {
        var holder = target.postgres().dataSource().getConnection();
        holder.setAutoCommit(false);
        holder.createStatement().execute("lock table a.t in row exclusive mode");
        var publishing = CompletableFuture.supplyAsync(() -> target.publish("a.t", QUERY));
        while (target.rows("select 1 from pg_locks where mode = 'AccessExclusiveLock' and not granted"
                        + " and database = (select oid from pg_database where datname = current_database())")
                .isEmpty()) {
            Thread.sleep(5);
        }
        holder.createStatement()
                .execute("create index late on a.t (n); create materialized view a.m as select n from a.t");
        holder.commit();
        holder.close();

        assertThat(publishing.get(30, TimeUnit.SECONDS).recreated()).containsExactly(Target.name("a.m"));
        assertThat(target.rows("select indexrelid::regclass from pg_index where indrelid = 'a.t'::regclass"))
                .containsExactly("a.late");
        assertThat(target.rows("select n from a.m")).containsExactly("2");
    }

    private static String acl(String relation) {
        return """
               select case a.grantee when 0 then '-' else a.grantee::regrole::text end, a.privilege_type, a.is_grantable
               from pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
               where c.oid = '%s'::regclass order by 1, 2
               """.formatted(relation);
    }
}
