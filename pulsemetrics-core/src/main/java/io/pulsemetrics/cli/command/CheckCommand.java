package io.pulsemetrics.cli.command;

import com.google.common.base.Stopwatch;
import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.cli.Show;
import io.pulsemetrics.cli.Terminal;
import io.pulsemetrics.cli.Violations;
import io.pulsemetrics.error.ErrorKind;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.NodeResult;
import io.pulsemetrics.run.NodeStatus;
import io.pulsemetrics.run.RunOptions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pulse check}. */
@Command(
        name = "check",
        aliases = "test",
        mixinStandardHelpOptions = true,
        header = "Asks the checks of what is published.",
        description = {
            "",
            "Nothing is built. A selected model brings its checks, and those of others that refer to it; check_type:unique and"
                    + " dim_users.email_not_null select checks alone."
        },
        footer = {
            "check                                   every check",
            "check --select dim_users                those of a model, and those that refer to it",
            "check --select check_type:unique config.severity:error"
        })
final class CheckCommand extends SelectingCommand implements Callable<Integer> {
    @Mixin
    private final QueryOptions query = new QueryOptions();

    @Mixin
    private final ThreadOption threads = new ThreadOption();

    @Override
    RunOptions options(Project project) {
        var options = query.options(invocation(), connection(), project);
        return threads.given().isPresent() ? options.withThreads(threads.given().getAsInt()) : options;
    }

    @Override
    public Integer call() {
        var asked = asked();
        try (var database = connection().openExisting()) {
            var runner = runner(asked, database.dataSource());
            var checks = selected(asked, runner).checks();
            var terminal = invocation().terminal();
            terminal.println(checks.size() == 1 ? "1 check" : checks.size() + " checks");
            var stopwatch = Stopwatch.createStarted();
            var results = runner.check(checks, node -> tell(node, terminal));
            artifacts().write(runner.project(), results, stopwatch.elapsed());
            return summary(results);
        }
    }

    private void tell(NodeResult node, Terminal terminal) {
        if (invocation().tellsJson()) {
            invocation().out().println(Json.write(JsonLines.result(node)));
            return;
        }
        node.checks().forEach(check -> terminal.println(line(check, terminal)));
    }

    private static String line(CheckResult check, Terminal terminal) {
        var text = "  %s %s.%s"
                .formatted(check.outcome().name(), check.node(), check.check().name());
        return switch (check.outcome()) {
            case FAIL -> terminal.bad(text + violations(check));
            case WARN -> terminal.doubtful(text + violations(check));
            case PASS, SUCCESS, ERROR, SKIPPED -> terminal.fit(text);
        };
    }

    private static String violations(CheckResult check) {
        return ": " + (check.violations() == 1 ? "1 violation" : Show.number(check.violations()) + " violations");
    }

    private int summary(List<NodeResult> results) {
        var found = results.stream().flatMap(node -> node.violated().stream()).toList();
        var errors = results.stream()
                .filter(node -> node.status() == NodeStatus.ERROR)
                .toList();
        var failed = found.stream().filter(CheckResult::failed).toList();
        if (!invocation().tellsJson()) {
            tellProblems(found, errors);
        }
        long asked = results.stream().mapToLong(node -> node.checks().size()).sum();
        invocation()
                .terminal()
                .println("%d passed, %d warned, %d failed, %s"
                        .formatted(
                                asked - found.size(),
                                found.size() - failed.size(),
                                failed.size(),
                                errors.size() == 1
                                        ? "1 relation with an error"
                                        : errors.size() + " relations with errors"));
        return failed.isEmpty() && errors.isEmpty() ? 0 : ErrorKind.DATA.exitCode();
    }

    private void tellProblems(List<CheckResult> found, List<NodeResult> errors) {
        var terminal = invocation().loudTerminal();
        var violations = new Violations(terminal);
        for (var check : found) {
            violations.printHeading(check);
            violations.print(check);
            if (!check.sql().isEmpty()) {
                violations.printSql(artifacts().sqlOf(check));
            }
        }
        errors.forEach(node ->
                terminal.println(terminal.bad("  ERROR    " + node.message().orElse(""))));
        if (!found.isEmpty()) {
            invocation()
                    .rerun()
                    .asking(found)
                    .ifPresent(command -> terminal.println("  ask again what was found: " + command));
        }
    }
}
