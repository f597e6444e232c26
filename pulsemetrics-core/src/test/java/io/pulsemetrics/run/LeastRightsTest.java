package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.shop.EveryKind;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything works for a role that may neither create schemas nor own any, in schemas that were made for it. */
class LeastRightsTest {
    private static final List<String> PUBLISHED = List.of("staging", "marts", "reference", "history", "reports");
    private static final String MARK = "PulseMetrics works here: each run empties this schema";
    private static final String KEPT = "PulseMetrics keeps here what a publish replaced, for rollback";

    private final TestPostgres database = TestPostgres.database();
    private final String role = database.name() + "_etl";
    private final DSLContext sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);

    @BeforeEach
    void load() {
        database.execute(EveryKind.sources());
        database.execute("create role %1$s login password '%1$s'".formatted(role));
    }

    @AfterEach
    void drop() {
        database.execute("drop owned by %s cascade".formatted(role), "drop role %s".formatted(role));
        database.close();
    }

    /** What an administrator does once. */
    private void prepare(String prefix) {
        var schemas = PUBLISHED.stream().map(schema -> prefix + schema).toList();
        schemas.forEach(schema -> {
            create(schema, "");
            create(schema + "__build", MARK);
            create(schema + "__old", MARK);
            Stream.of(1, 2, 3).forEach(number -> create(schema + "__kept" + number, KEPT));
        });
        create(prefix + "pulse_state", "");
        create(prefix + "pulse_audit", "");
        database.execute("grant usage on schema shop to " + role, "grant select on shop.orders to " + role);
    }

    private void create(String schema, String comment) {
        database.execute(
                "create schema " + schema,
                "comment on schema %s is '%s'".formatted(schema, comment),
                "grant usage, create on schema %s to %s".formatted(schema, role));
    }

    private ModelRunner runner(RunOptions options) {
        return runner(options, 4);
    }

    private ModelRunner runner(RunOptions options, int day) {
        return ModelRunner.of(EveryKind.project(), database.dataSource(role))
                .with(options.withThreads(2)
                        .withStoredRows(5)
                        .withAsOf(Instant.parse("2026-03-0%dT00:00:00Z".formatted(day))));
    }

    private Object facts(String prefix) {
        return sql.fetchValues("select order_id from %smarts.facts order by 1".formatted(prefix))
                .toString();
    }

    private Object leftOver() {
        return sql.fetchValues("select oid::regclass::text from pg_class where relkind in ('r', 'v', 'm')"
                + " and relnamespace::regnamespace::text ~ '__(build|old)$'");
    }

    private static void publishes(RunResult result) {
        assertThat(result.nodes().values())
                .filteredOn(node -> node.status() != NodeStatus.PUBLISHED)
                .extracting(node -> node.name() + " " + node.status() + " " + node.message())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(PublishMode.class)
    void every_materialization_is_published_twice_in_every_mode_and_rolled_back(PublishMode mode) {
        prepare("");
        boolean each = mode == PublishMode.EACH;
        var options =
                RunOptions.defaults().withPublishing(Publishing.WHOLE.in(mode).keeping(each ? 0 : 2));
        var runner = runner(options);
        publishes(runner.run(all()));
        for (int id = 3; id < 5; id++) {
            database.execute(
                    "insert into shop.orders values (%1$d, 10, 4.00, '2026-03-0%1$d 12:00', 'paid')".formatted(id + 1));

            publishes(runner(options, id + 2).run(all()));
        }
        assertThat(facts("")).isEqualTo("[2, 4, 5]");
        assertThat(sql.fetchValues("select count(*) from marts.merged")).hasToString("[4]");
        assertThat(leftOver()).hasToString("[]");

        if (mode == PublishMode.WHOLE) {
            runner.rollback();
            assertThat(facts("")).isEqualTo("[2, 4]");
            runner.rollback();
            assertThat(facts("")).isEqualTo("[2]");
            assertThatThrownBy(runner::rollback).hasMessageContaining("[nothing-kept]");
            publishes(runner.run(all()));
            assertThat(facts("")).isEqualTo("[2, 4, 5]");
        }
    }

    @Test
    void another_target_defer_and_changed_work_as_well() {
        prepare("");
        prepare("dev_");
        assertThat(runner(RunOptions.defaults()).run(all()).succeeded()).isTrue();
        var dev = Target.named("dev").withSchemas(SchemaMapping.prefix("dev_"));

        var deferred = runner(RunOptions.defaults().withTarget(dev).withDefer(Target.DEFAULT))
                .run(select("facts", "report"));
        var whole = runner(RunOptions.defaults().withTarget(dev)).run(all());
        var again =
                runner(RunOptions.defaults().withTarget(dev).withChangedOnly()).run(all());

        assertThat(deferred.succeeded()).isTrue();
        assertThat(whole.succeeded()).isTrue();
        assertThat(again.nodes().values()).allMatch(node -> node.status() == NodeStatus.UNCHANGED);
        assertThat(facts("dev_")).isEqualTo("[2]");
    }

    @Test
    void a_table_that_the_ledger_of_another_role_lacks_is_added() {
        prepare("");
        publishes(runner(RunOptions.defaults()).run(all()));
        database.execute(
                "drop table pulse_state.unchanged",
                "alter table pulse_state.runs owner to current_user",
                "grant select, insert, update, delete on pulse_state.runs to " + role);

        publishes(runner(RunOptions.defaults(), 5).run(all()));
        var again = runner(RunOptions.defaults().withChangedOnly(), 5).run(all());

        assertThat(again.nodes().values()).allMatch(node -> node.status() == NodeStatus.UNCHANGED);
        assertThat(sql.fetchValues("select cardinality(relations) from pulse_state.unchanged"))
                .hasToString("[%d]".formatted(again.nodes().size()));
    }

    private List<String> missing(RunOptions options) {
        var e = catchThrowableOfType(PulseException.class, () -> runner(options).run(all()));
        assertThat(e).isNotNull();
        return e.problems().stream().map(Problem::toString).toList();
    }

    private String absent(String schema, String comment) {
        return ("schema %1$s: it does not exist, and %2$s may not create it in database %3$s. GRANT CREATE ON DATABASE %3$s TO %2$s; or"
                        + " CREATE SCHEMA %1$s;%4$s GRANT USAGE, CREATE ON SCHEMA %1$s TO %2$s. [missing-right]")
                .formatted(
                        schema,
                        role,
                        database.name(),
                        comment.isEmpty() ? "" : " COMMENT ON SCHEMA %s IS '%s';".formatted(schema, comment));
    }

    @Test
    void says_at_once_of_each_schema_and_source_what_to_run() {
        assertThat(missing(RunOptions.defaults().withPublishing(Publishing.WHOLE.keeping(1))))
                .hasSize(5 * 5 + 3)
                .contains(
                        absent("marts", ""),
                        absent("marts__build", MARK),
                        absent("marts__old", MARK),
                        absent("marts__kept1", KEPT),
                        absent("marts__kept2", KEPT),
                        absent("pulse_state", ""),
                        absent("pulse_audit", ""),
                        unreadable());
    }

    private String unreadable() {
        return "shop.orders: %1$s may not read it. GRANT USAGE ON SCHEMA shop TO %1$s; GRANT SELECT ON shop.orders TO %1$s. [missing-right]"
                .formatted(role);
    }

    @Test
    void says_of_each_right_that_is_missing_what_to_run() {
        prepare("");
        runner(RunOptions.defaults()).run(all());
        database.execute(
                "revoke create on schema marts__old from " + role,
                "alter table pulse_state.runs owner to current_user",
                "revoke all on pulse_state.runs from " + role);

        assertThat(missing(RunOptions.defaults()))
                .containsExactly(
                        "schema marts__old: %1$s may not use it and create in it. GRANT USAGE, CREATE ON SCHEMA marts__old TO %1$s. [missing-right]"
                                .formatted(role),
                        ("schema pulse_state: %1$s may not read and write all of its tables. GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES"
                                        + " IN SCHEMA pulse_state TO %1$s. [missing-right]")
                                .formatted(role));
    }

    @Test
    void says_of_each_source_that_it_may_not_read_what_to_run() {
        prepare("");
        database.execute("revoke usage on schema shop from " + role, "revoke select on shop.orders from " + role);

        assertThat(missing(RunOptions.defaults())).contains(unreadable());
    }
}
