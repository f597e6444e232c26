package io.pulsemetrics.generator.benchmark;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSetMultimap;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.generator.simulation.Scenario;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.models.RawSchema;
import io.pulsemetrics.models.SaasModels;
import io.pulsemetrics.plan.PlannedAudit;
import io.pulsemetrics.plan.Planner;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.select.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Asks all checks of the SaaS models of what is published, in turns as the library asks them, the same checks by one query each (which
 * counts the offending rows, or is what the library asks of a check alone), and by {@code dbt test} of a project that says the same. Arguments: host, port, database, user, number of users to generate (0 to use what is
 * there), number of rounds, number of threads, and the command {@code dbt} (or nothing to leave it out). Schema {@code raw} of that
 * database is replaced if users are generated. The first round warms up and does not count.
 */
final class CheckBenchmark {
    private static final LocalDate LAST_DAY = LocalDate.of(2026, 6, 30);
    private static final Instant AS_OF = Instant.parse("2026-06-30T23:59:59Z");

    private final PGSimpleDataSource dataSource = new PGSimpleDataSource();
    private final Project project = Project.of(SaasModels.all());
    private final int threads;
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

    private CheckBenchmark(String[] arguments) {
        dataSource.setServerNames(new String[] {arguments[0]});
        dataSource.setPortNumbers(new int[] {Integer.parseInt(arguments[1])});
        dataSource.setDatabaseName(arguments[2]);
        dataSource.setUser(arguments[3]);
        threads = Integer.parseInt(arguments[6]);
    }

    public static void main(String[] arguments) throws Exception {
        var benchmark = new CheckBenchmark(arguments);
        int users = Integer.parseInt(arguments[4]);
        if (users > 0) {
            benchmark.load(users);
        }
        if (users > 0 || !benchmark.isBuilt()) {
            benchmark.build();
        }
        var dbt = arguments.length > 7 ? benchmark.dbt(arguments[7]) : List.<String>of();
        benchmark.run(Integer.parseInt(arguments[5]), dbt);
    }

    private ModelRunner runner() {
        return ModelRunner.of(project, dataSource)
                .with(RunOptions.defaults().withAsOf(AS_OF).withThreads(threads));
    }

    private boolean isBuilt() {
        return DSL.using(dataSource, SQLDialect.POSTGRES)
                .fetchSingle("select to_regclass('analytics.fct_channel_economics') is not null")
                .get(0, Boolean.class);
    }

    private void load(int users) {
        RawSchema.migrate(dataSource);
        var data = SyntheticData.of(Scenario.endingOn(LAST_DAY).withUsers(users));
        System.out.printf(
                "%,d raw rows%n",
                data.loadInto(dataSource, LoadOptions.replacing()).total());
    }

    private void build() {
        var result = runner().run(Selector.all());
        result.nodes().values().forEach(node -> System.out.printf("%-40s %,12d rows%n", node.name(), node.rows()));
        if (!result.succeeded()) {
            throw new IllegalStateException(result.failures().toString());
        }
    }

    private void run(int rounds, List<String> dbt) throws Exception {
        var queries = singleQueries();
        var folds = foldsOfOne();
        System.out.printf("%d checks, %d folded queries, %d threads%n", queries.size(), foldedQueries(), threads);
        for (int round = 0; round <= rounds; round++) {
            measure("folded", this::askFolded);
            measure("one query each", () -> askSingly(queries));
            measure("folds of one", () -> askSingly(folds));
            if (!dbt.isEmpty()) {
                measure("dbt test", () -> test(dbt));
            }
            if (round == 0) {
                seconds.clear();
            }
        }
        seconds.values().forEach(Collections::sort);
        double folded = median(requireNonNull(seconds.get("folded")));
        seconds.forEach((way, times) -> System.out.printf(
                "%-16s median %7.2f s  %5.2f x  %s%n", way, median(times), median(times) / folded, times));
    }

    private static double median(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }

    private void measure(String way, Callable<?> work) throws Exception {
        var start = System.nanoTime();
        var answer = work.call();
        var took = Math.round((System.nanoTime() - start) / 1e7) / 100.0;
        System.out.printf("%-16s %7.2f s  %s%n", way, took, answer);
        seconds.computeIfAbsent(way, name -> new ArrayList<>()).add(took);
    }

    private String askFolded() {
        var runner = runner();
        var checks = Selector.all().resolve(runner.selectionContext()).checks();
        var results = runner.check(checks, node -> {});
        results.forEach(node -> node.message().ifPresent(message -> {
            throw new IllegalStateException(message);
        }));
        return results.stream().mapToLong(node -> node.checks().size()).sum() + " answers, "
                + results.stream()
                        .flatMap(node -> node.violated().stream())
                        .map(CheckResult::toString)
                        .toList();
    }

    private long foldedQueries() {
        var checks = ImmutableSetMultimap.<RelationName, Check>builder();
        project.nodes().forEach(node -> checks.putAll(node.name(), node.checks()));
        return Planner.audits(project, checks.build(), ParameterValues.asOf(AS_OF)).stream()
                .mapToLong(relation -> relation.audits().size())
                .sum();
    }

    /** Of each check the query that counts its violations, which nothing shares. */
    private ImmutableList<String> singleQueries() {
        var sql = DSL.using(SQLDialect.POSTGRES);
        sql.configuration().data(ParameterValues.class, ParameterValues.asOf(AS_OF));
        return project.nodes().stream()
                .flatMap(node -> node.checks().stream()
                        .map(check -> sql.renderInlined(
                                Audit.alone(node.relation(), check).select())))
                .collect(toImmutableList());
    }

    /** Of each check the query that the library asks if it is the only one. */
    private ImmutableList<String> foldsOfOne() {
        return project.nodes().stream()
                .flatMap(node -> node.checks().stream()
                        .flatMap(check -> audits(node.name(), check).stream())
                        .filter(audit -> !audit.checks().isEmpty())
                        .map(PlannedAudit::sql))
                .collect(toImmutableList());
    }

    private ImmutableList<PlannedAudit> audits(RelationName relation, Check check) {
        return Planner.audits(project, ImmutableSetMultimap.of(relation, check), ParameterValues.asOf(AS_OF)).stream()
                .flatMap(audited -> audited.audits().stream())
                .collect(toImmutableList());
    }

    private String askSingly(Collection<String> queries) throws Exception {
        Queue<String> open = new ConcurrentLinkedQueue<>(queries);
        try (var executor = Executors.newFixedThreadPool(threads)) {
            Callable<Boolean> asking = () -> {
                try (var connection = dataSource.getConnection()) {
                    DSLContext sql = DSL.using(connection, SQLDialect.POSTGRES);
                    for (var query = open.poll(); query != null; query = open.poll()) {
                        sql.fetch(query);
                    }
                }
                return true;
            };
            for (var done : executor.invokeAll(Collections.nCopies(threads, asking))) {
                done.get();
            }
        }
        return queries.size() + " queries";
    }

    private List<String> dbt(String command) throws IOException {
        var directory = Files.createTempDirectory("check-benchmark");
        new DbtProject(project, AS_OF)
                .write(
                        directory,
                        dataSource.getServerNames()[0],
                        dataSource.getPortNumbers()[0],
                        dataSource.getDatabaseName(),
                        String.valueOf(dataSource.getUser()),
                        threads);
        return List.of(
                command,
                "--no-use-colors",
                "--quiet",
                "test",
                "--project-dir",
                directory.toString(),
                "--profiles-dir",
                directory.toString());
    }

    private static String test(List<String> command) throws IOException, InterruptedException {
        var exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        var results = Path.of(command.get(command.indexOf("--project-dir") + 1)).resolve("target/run_results.json");
        var text = Files.readString(results);
        var elapsed = text.replaceFirst("(?s)^.*\"elapsed_time\": *([0-9.]+).*$", "$1");
        var tests = text.split("\"unique_id\": *\"test", -1).length - 1;
        return "exit %d, %d tests, %.1f s of it without start-up".formatted(exit, tests, Double.parseDouble(elapsed));
    }
}
