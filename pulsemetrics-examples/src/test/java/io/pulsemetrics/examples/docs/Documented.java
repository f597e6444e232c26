package io.pulsemetrics.examples.docs;

import static io.pulsemetrics.examples.docs.FctDailySignups.FCT_DAILY_SIGNUPS;
import static io.pulsemetrics.examples.docs.WeeklySignups.LEAST_SIGNUPS;
import static io.pulsemetrics.examples.docs.WeeklySignups.WEEKLY_SIGNUPS;
import static io.pulsemetrics.models.raw.Tables.SESSIONS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;
import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.model;
import static io.pulsemetrics.select.Selector.select;
import static io.pulsemetrics.select.Selector.state;
import static io.pulsemetrics.select.Selector.tag;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.cli.command.PulseCommand;
import io.pulsemetrics.devkit.EmbeddedDatabase;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.generator.load.Loader;
import io.pulsemetrics.generator.rows.CsvDirectory;
import io.pulsemetrics.generator.rows.Progress;
import io.pulsemetrics.generator.simulation.Scenario;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.models.RawSchema;
import io.pulsemetrics.models.SaasModels;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.RunListener;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.run.Target;
import io.pulsemetrics.select.NodeState;
import io.pulsemetrics.select.Selector;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Record3;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** What the documents do with models, projects and runs. */
final class Documented {
    private Documented() {}

    static InlineModel signupsByCountry() {
        var signupsByCountry = InlineModel.define(Layer.tables("marts", "marts"), "signups_by_country", m -> {
            var u = m.source(USERS, "u");
            var country = coalesce(u.COUNTRY, inline("unknown"));
            m.column("country", country).primaryKey();
            m.column("signups", countLarge()).notNull().atLeast(1L);
            return select -> select.from(u).groupBy(country);
        });
        return signupsByCountry;
    }

    static Project withSources() {
        return Project.of(STG_USERS, FCT_DAILY_SIGNUPS, WEEKLY_SIGNUPS)
                .with(Source.of(USERS)
                        .identifiedBy(USERS.USER_ID)
                        .sensitive(USERS.EMAIL)
                        .loadedAt(USERS._LOADED_AT)
                        .freshness(Duration.ofHours(6), Duration.ofDays(1))
                        .checks(Check.notNull(USERS.USER_ID).errorOverPercent(1)));
    }

    static void quickstart(DataSource dataSource, InlineModel signupsByCountry) {
        var result = ModelRunner.of(Project.of(signupsByCountry), dataSource).run(all());
        result.failures()
                .forEach(node ->
                        System.err.println(node.name() + ": " + node.message().orElse("")));

        var country = signupsByCountry.column("country", String.class);
        var signups = signupsByCountry.column("signups", Long.class);
        DSL.using(dataSource, SQLDialect.POSTGRES)
                .select(country, signups)
                .from(signupsByCountry)
                .orderBy(signups.desc())
                .forEach(row -> System.out.println(row.get(country) + " " + row.get(signups)));
    }

    static InlineModel activity() {
        var activity = InlineModel.define(Layer.tables("marts", "marts"), "activity", m -> {
            var u = m.source(USERS, "u");
            var s = m.source(SESSIONS, "s");
            var userId = m.column("user_id", SQLDataType.BIGINT).notNull();
            var what = m.column("what", SQLDataType.CLOB).acceptedValues("sign_up", "session");
            return select -> m.branch(userId.is(u.USER_ID), what.is(inline("sign_up")))
                    .from(u)
                    .unionAll(m.branch(what.is(inline("session")), userId.is(s.USER_ID))
                            .from(s));
        });
        return activity;
    }

    static List<Record3<LocalDate, Long, Long>> read(DSLContext sql) {
        var f = FCT_DAILY_SIGNUPS;
        return sql.select(f.DATE, f.SIGNUPS, f.ACTIVATED)
                .from(f)
                .where(f.DATE.ge(LocalDate.of(2026, 6, 1)))
                .orderBy(f.DATE)
                .fetch();
    }

    static RunResult run(DataSource dataSource) {
        var project = Project.of(STG_USERS, FCT_DAILY_SIGNUPS, WEEKLY_SIGNUPS);
        var options = RunOptions.defaults()
                .withTarget("production")
                .withAsOf(Instant.parse("2026-06-30T23:59:59Z"))
                .withParameter(LEAST_SIGNUPS, 5)
                .withThreads(2)
                .withLockWait(Duration.ofMinutes(10));
        var result = ModelRunner.of(project, dataSource).with(options).run(select("fct_daily_signups+"));
        return result;
    }

    static int exitCode(ModelRunner runner) {
        try {
            var result = runner.run(all());
            result.nodes().values().stream()
                    .flatMap(node -> node.violated().stream())
                    .forEach(check -> System.err.println(check));
            return result.succeeded() ? 0 : 1;
        } catch (PulseException e) {
            System.err.println(e.getMessage());
            return e.kind().exitCode();
        }
    }

    /** Writes down which nodes were built and how long each took. */
    static final class Timings implements RunListener {
        @Override
        public void nodeStarted(PlannedNode node) {
            System.out.println("building " + node.name());
        }

        @Override
        public void nodeFinished(NodeResult result) {
            System.out.println(
                    result.name() + " " + result.status() + " " + result.rows() + " rows " + result.duration());
        }
    }

    static void explain(ModelRunner runner) {
        for (var node : runner.plan(select("+weekly_signups")).nodes()) {
            System.out.println(node.build() + ": " + node.select());
            node.audits().forEach(audit -> System.out.println("  " + audit.sql()));
        }
    }

    static void runAsPlanned(ModelRunner runner) {
        var plan = runner.plan(all());
        var explanation = runner.explain(plan);
        explanation.nodes().forEach(node -> System.out.println(node.node().name() + ": " + node.reason()));
        if (explanation.breaks().isEmpty()) {
            runner.run(plan);
        }
    }

    /** The first two are equal. */
    static List<Selector> selectors() {
        Selector late =
                tag("daily").and(state(NodeState.MODIFIED).withDescendants()).or(model(FCT_DAILY_SIGNUPS));
        Selector same = select("tag:daily,state:modified+ analytics.fct_daily_signups");
        Selector calm = all().exclude("tag:slow");
        return List.of(late, same, calm);
    }

    static void runNightly(ModelRunner runner) {
        var context =
                runner.selectionContext().withSelector("nightly", tag("daily").withDescendants());
        var nightly = select("selector:nightly").exclude("layer:staging").resolve(context);
        runner.run(nightly.nodes());
    }

    /** The command line of a project. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            System.exit(PulseCommand.of(() -> Project.of(STG_USERS, FCT_DAILY_SIGNUPS, WEEKLY_SIGNUPS))
                    .run(args));
        }

        /** The same with a database of its own, and a selector that has a name. */
        static void withDatabase(String[] args) {
            System.exit(PulseCommand.of(() -> Project.of(STG_USERS, FCT_DAILY_SIGNUPS, WEEKLY_SIGNUPS))
                    .withLocalDatabase(() -> EmbeddedDatabase.migratedBy("classpath:db/migration"))
                    .withSelector("nightly", tag("daily").withDescendants())
                    .run(args));
        }
    }

    static RunResult changed(ModelRunner runner, RunOptions options) {
        var result = runner.with(options.withChangedOnly()).run(all());
        return result;
    }

    static void due(ModelRunner runner, Set<Node> nodes) {
        runner.due(nodes).forEach((name, due) -> System.out.println(name + ": " + due));
    }

    /** Production, and each developer's copy beside it in the same database. */
    static final class Targets {
        private Targets() {}

        static Target ofDeveloper(String user) {
            return Target.named("dev_" + user)
                    .withSchemas(SchemaMapping.prefix("dev_" + user + "_"))
                    .withThreads(2)
                    .withParameter(LEAST_SIGNUPS, 1)
                    .at("jdbc:postgresql://warehouse:5432/warehouse");
        }

        static void run(Project project, DataSource dataSource) {
            var anna = Target.named("dev_anna").withSchemas(SchemaMapping.prefix("dev_anna_"));
            ModelRunner.of(project, dataSource)
                    .with(RunOptions.defaults().withTarget(anna))
                    .run(select("fct_daily_signups"));
        }

        static void defer(Project project, DataSource dataSource, Target anna, Target prod) {
            var options = RunOptions.defaults().withTarget(anna).withDefer(prod);
            ModelRunner.of(project, dataSource).with(options).run(select("fct_daily_signups"));
        }

        static List<LocalDate> read(Target anna, Project project, DataSource dataSource) {
            var f = FCT_DAILY_SIGNUPS;
            return DSL.using(dataSource, SQLDialect.POSTGRES, anna.settings(project))
                    .select(f.DATE)
                    .from(f)
                    .fetch(f.DATE);
        }

        public static void main(String[] args) {
            System.exit(PulseCommand.of(() -> Project.of(STG_USERS, FCT_DAILY_SIGNUPS, WEEKLY_SIGNUPS))
                    .withDefaultTarget(ofDeveloper(System.getProperty("user.name")))
                    .withTarget(Target.named("prod").at("jdbc:postgresql://warehouse:5432/warehouse", "publisher"))
                    .run(args));
        }
    }

    static void lineage() {
        var lineage = Lineage.of(WEEKLY_SIGNUPS.query());
        lineage.columns().forEach(column -> System.out.println(column.name() + " <- " + column.origins()));
        System.out.println("opaque: " + lineage.opaque());
    }

    static void saas(DataSource dataSource) {
        var data = SyntheticData.of(Scenario.endingOn(LocalDate.of(2026, 6, 30)));
        RawSchema.migrate(dataSource);
        data.loadInto(dataSource, LoadOptions.replacing());

        var asOf = RunOptions.defaults().withAsOf(data.scenario().end());
        ModelRunner.of(Project.of(SaasModels.all()), dataSource).with(asOf).run(all());
    }

    static void files(DataSource dataSource, Path directory) {
        var scenario =
                Scenario.endingOn(LocalDate.of(2026, 6, 30)).withUsers(1_000).withSeed(7);
        SyntheticData.of(scenario).writeTo(directory, Progress.NONE);
        new Loader(dataSource, LoadOptions.appending()).load(CsvDirectory.at(directory));
    }

    static long monthlyActiveUsers(SyntheticData data) {
        var lastDay = data.scenario().endDate();
        return Objects.requireNonNull(data.truth().days().get(lastDay)).monthlyActiveUsers();
    }
}
