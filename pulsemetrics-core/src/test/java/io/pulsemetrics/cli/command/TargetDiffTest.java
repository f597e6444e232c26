package io.pulsemetrics.cli.command;

import static io.pulsemetrics.shop.Orders.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.Target;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two targets compared: schemas of one database in SQL, those of two databases by digests. Both find the same. */
class TargetDiffTest {
    /** A key, a number, what nobody may see, and a text that may be NULL. */
    private static final InlineModel ACCOUNTS = InlineModel.define(Layer.tables("marts", "marts"), "accounts", m -> {
        var o = m.source(ORDERS, "o");
        m.column("order_id", o.ORDER_ID).primaryKey();
        m.column("amount", o.AMOUNT);
        m.column("email", o.CUSTOMER_ID.concat("@shop.test")).sensitive();
        m.column("status", o.STATUS);
        return select -> select.from(o);
    });

    /** Rows without a key, some of them more than once. */
    private static final InlineModel STATUSES = InlineModel.define(Layer.tables("marts", "marts"), "statuses", m -> {
        var o = m.source(ORDERS, "o");
        m.column("status", o.STATUS);
        return select -> select.from(o);
    });

    private final TestPostgres database = TestPostgres.database();
    private final TestPostgres other = TestPostgres.database();

    @TempDir
    Path directory;

    @BeforeEach
    void load() {
        Stream.of(database, other)
                .forEach(it -> it.execute(
                        "create schema shop",
                        "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                        "insert into shop.orders select i, i, i, '2026-03-01', case when i % 2 = 0 then 'paid' end"
                                + " from generate_series(1, 300) i"));
    }

    @AfterEach
    void drop() {
        database.close();
        other.close();
    }

    private static String url(TestPostgres database) {
        return database.dataSource().getUrl().replaceAll("\\?.*", "");
    }

    private Typed type(String... arguments) {
        var user = String.valueOf(database.dataSource().getUser());
        var command = PulseCommand.of(() -> Project.of(ACCOUNTS, STATUSES))
                .launchedBy("./shop")
                .withTarget(Target.named("prod").at(url(database), user))
                .withTarget(Target.named("far").at(url(other), user))
                .withDefaultTarget(Target.named("dev")
                        .withSchemas(SchemaMapping.prefix("dev_"))
                        .at(url(database), user));
        return Typed.run(
                command,
                ImmutableMap.of(
                        "PGPASSWORD", String.valueOf(database.dataSource().getPassword())),
                arguments);
    }

    private void build(String target) {
        assertThat(type("build", "--target", target, "--target-path", directory.toString())
                        .err())
                .isEmpty();
    }

    /** After which order 1 is gone, 301 is new, 2 has another amount and email, and 3 a status. */
    private static void change(TestPostgres database) {
        database.execute(
                "delete from shop.orders where order_id = 1",
                "insert into shop.orders values (301, 1, 7, '2026-03-02', null)",
                "update shop.orders set amount = 2.5, customer_id = 0 where order_id = 2",
                "update shop.orders set status = 'open' where order_id = 3");
    }

    private void compares(String before) {
        assertThat(type("diff", "--from", "target:" + before).out()).isEqualTo("""
                        dev_marts.accounts: target:%s 300 rows, published 300 rows
                          rows: 1 removed, 1 added, 2 changed
                          amount differs in 1 row
                          email differs in 1 row
                          status differs in 1 row
                          removed  order_id=1
                          changed  order_id=2
                          changed  order_id=3
                          added  order_id=301
                        dev_marts.statuses: target:%s 300 rows, published 300 rows
                          rows: 1 removed, 1 added, 0 changed
                          it declares no primary key: rows are compared as a whole
                        """.formatted(before, before));
        assertThat(type("diff", "-s", "accounts", "--from", "target:" + before, "--values")
                        .out())
                .contains("  removed  order_id=1: amount 1%s, email ***\n".formatted(before.equals("far") ? "" : ".00"))
                .containsPattern("  changed  order_id=2: amount 2(.00)? -> 2.50?, email \\*\\*\\* -> \\*\\*\\*\n")
                .contains("  changed  order_id=3: status NULL -> open\n")
                .containsPattern("  added  order_id=301: amount 7(.00)?, email \\*\\*\\*\n");
        assertThat(type("diff", "-s", "accounts", "--from", "target:" + before, "--log-format", "json", "--values")
                        .out())
                .contains("\"rows_removed\":1,\"rows_added\":1,\"rows_changed\":2,")
                .contains(
                        "{\"what\":\"changed\",\"key\":{\"order_id\":\"3\"},\"values\":{\"status\":{\"from\":null,\"to\":\"open\"}}}")
                .doesNotContain("@shop.test");
    }

    @Test
    void finds_what_differs_between_two_targets_of_a_database() {
        build("prod");
        build("dev");
        assertThat(type("diff", "--from", "target:prod"))
                .isEqualTo(new Typed(
                        0, "dev_marts.accounts: the same, 300 rows\ndev_marts.statuses: the same, 300 rows\n", ""));

        change(database);
        build("dev");

        compares("prod");
        assertThat(type("diff", "-s", "accounts", "--from", "prefix:dev_", "--to", "target:prod", "--exit-code"))
                .satisfies(diff -> assertThat(diff.code()).isEqualTo(1))
                .satisfies(diff -> assertThat(diff.out())
                        .startsWith("dev_marts.accounts: prefix:dev_ 300 rows, target:prod 300 rows\n"));
    }

    @Test
    void finds_what_differs_between_two_databases() {
        build("far");
        build("dev");
        assertThat(type("diff", "--from", "target:far").out())
                .isEqualTo("dev_marts.accounts: the same, 300 rows\ndev_marts.statuses: the same, 300 rows\n");

        change(database);
        build("dev");
        compares("far");

        other.execute(
                "alter table marts.accounts rename amount to paid",
                "alter table marts.accounts alter order_id type integer");
        assertThat(type("diff", "-s", "accounts", "--from", "target:far", "--samples", "0")
                        .out())
                .isEqualTo("""
                        dev_marts.accounts: target:far 300 rows, published 300 rows
                          - column paid numeric(12,2)
                          + column amount numeric(12,2)
                          ~ column order_id from integer to bigint
                          rows: 1 removed, 1 added, 2 changed
                          email differs in 1 row
                          status differs in 1 row
                        """);
    }

    @Test
    void compares_what_a_query_would_give_with_another_database_and_says_what_is_not_there() {
        build("far");
        change(database);

        assertThat(type("diff", "-s", "accounts", "--from", "target:far", "--to", "computed")
                        .out())
                .startsWith("""
                        dev_marts.accounts: target:far 300 rows, computed 300 rows
                          rows: 1 removed, 1 added, 2 changed
                        """);
        assertThat(type("diff", "-s", "accounts", "--from", "target:prod").err())
                .isEqualTo(
                        "dev_marts.accounts: there is nothing of it to compare with as target prod: marts.accounts does not"
                                + " exist. Build it there: --target prod. [missing-relation]\n");
        assertThat(type("diff", "--from", "target:staging").err()).contains("the project has no target of this name");
        assertThat(type("diff", "--from", "target:prod", "--to", "target:prod").err())
                .isEqualTo("--from and --to are both target:prod: name two\nSee ./shop diff --help\n");
        assertThat(type("diff", "--samples", "-1").err())
                .isEqualTo("--samples is 0 for none, or more, not -1\nSee ./shop diff --help\n");
    }
}
