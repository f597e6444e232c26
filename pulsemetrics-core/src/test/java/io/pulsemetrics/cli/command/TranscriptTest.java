package io.pulsemetrics.cli.command;

import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.Orders.ORDERS;
import static io.pulsemetrics.shop.SeedStatus.SEED_STATUS;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Source;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.shop.EveryKind;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import io.pulsemetrics.warehouse.TargetLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The transcripts of {@code docs/transcripts.md}: what stands behind each {@code $} is typed, one command after the other on one database,
 * and has to print what stands below it. Times, run ids, widths and how many files a run leaves do not count. A server that is somebody's
 * is not made to ask for passwords, and no wrong one is typed.
 */
@Isolated("it changes who may connect to the server, and removes the artifacts")
class TranscriptTest {
    private static final Path DOCUMENTS = Path.of("..", "docs");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z]+=.*");
    private static final Pattern EXIT_CODE = Pattern.compile("(?m)^\\| ([0-9]+) \\|[^|]*\\| `(.+)` \\|$");
    private static final String SERVER = "db.shop:5432";
    private static final String NEW_PROJECT = "coffee";

    private final TestPostgres database = TestPostgres.database();
    private final String weak = database.name() + "_weak";

    @TempDir
    private Path directory;

    private @Nullable PasswordRule rule;

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.50, '2026-03-01 10:00', 'paid'), (2, 10, 4.50, '2026-03-02', 'paid')",
                "create role %s login password '%s'".formatted(weak, weak));
        if (!TestPostgres.isGiven()) {
            rule = PasswordRule.of(database, weak);
        }
        Typed.on(database, "clean");
    }

    @AfterEach
    void drop() {
        try {
            if (rule != null) {
                rule.close();
            }
        } finally {
            database.execute("drop owned by " + weak, "drop role " + weak);
            database.close();
        }
    }

    static Project project() {
        return Project.of(STG_ORDERS, FCT_DAILY_SALES, SEED_STATUS, EveryKind.VERSIONS)
                .with(Source.of(ORDERS).loadedAt(ORDERS.ORDERED_AT).freshness(Duration.ofDays(5), Duration.ofDays(30)));
    }

    @Test
    void prints_what_the_document_says() {
        var wrong = new ArrayList<String>();
        for (var step : typedHere()) {
            var typed = type(step);
            var actual =
                    typed.out() + typed.err() + (typed.code() == 0 ? "" : "(exit code %d)\n".formatted(typed.code()));
            if (!normalized(step).shows(normalized(actual))) {
                wrong.add("$ %s\n%s".formatted(step.command(), actual));
            }
        }

        assertThat(wrong).isEmpty();
    }

    private List<Transcript.Step> typedHere() {
        return transcript("transcripts.md").steps().stream()
                .filter(step -> !TestPostgres.isGiven() || !step.command().startsWith("PGPASSWORD="))
                .toList();
    }

    @Test
    void the_document_has_every_command() {
        var line = PulseCommand.of(TranscriptTest::project)
                .commandLine(new Surroundings(ImmutableMap.of(), false, Clock.systemUTC(), Interruption.none()));

        assertThat(transcript("transcripts.md").steps())
                .flatExtracting(step -> List.of(step.command().split(" ", -1)))
                .containsAll(line.getSubcommands().keySet());
    }

    @Test
    void the_page_of_the_commands_shows_nothing_else() {
        var known = Stream.of("transcripts.md", "transcripts-pulse.md")
                .flatMap(document -> transcript(document).steps().stream())
                .map(this::normalized)
                .toList();

        assertThat(text("command-line.md").lines().filter(line -> line.startsWith("$ ")))
                .hasSameSizeAs(transcript("command-line.md").steps());
        assertThat(transcript("command-line.md").steps())
                .isNotEmpty()
                .allSatisfy(shown -> assertThat(known)
                        .anyMatch(step -> step.command().equals(shown.command())
                                && normalized(shown).shows(step.printed())));
        assertThat(exitCodes())
                .hasSize(7)
                .allSatisfy((code, example) -> assertThat(known)
                        .anyMatch(step -> step.printed().endsWith("(exit code %s)\n".formatted(code))
                                && example.matcher(step.printed()).find()));
    }

    /** The examples of the table of exit codes; two dots in them stand for anything. */
    private ImmutableMap<String, Pattern> exitCodes() {
        return EXIT_CODE
                .matcher(text("command-line.md"))
                .results()
                .collect(ImmutableMap.toImmutableMap(
                        row -> row.group(1),
                        row -> Pattern.compile(
                                Stream.of(normalized(row.group(2)).split("\\.\\. ", -1))
                                        .map(Pattern::quote)
                                        .collect(joining(".*")))));
    }

    private static Transcript transcript(String document) {
        return Transcript.of(text(document));
    }

    private static String text(String document) {
        try {
            return Files.readString(DOCUMENTS.resolve(document));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + document, e);
        }
    }

    private Typed type(Transcript.Step step) {
        var words = WORD.matcher(step.command())
                .results()
                .map(MatchResult::group)
                .map(word -> word.replace("\"", ""))
                .toList();
        var variables = words.stream()
                .takeWhile(word -> VARIABLE.matcher(word).matches())
                .map(word -> word.split("=", 2))
                .collect(ImmutableMap.toImmutableMap(pair -> pair[0], pair -> pair[1]));
        var arguments =
                words.stream().skip(variables.size() + 1).map(this::given).toArray(String[]::new);
        return switch (step.condition()) {
            case "" -> Typed.on(database, TranscriptTest::project, environment(variables), arguments);
            case "while another run holds the target" -> whileLocked(arguments);
            case "as a role without rights" -> Typed.onAs(database, weak, TranscriptTest::project, arguments);
            case "Ctrl-C while it builds" -> interrupted(arguments);
            case "in a project that lacks stg_orders" ->
                Typed.on(database, () -> Project.of(FCT_DAILY_SALES), arguments);
            case "in a project whose code fails" ->
                Typed.on(
                        database,
                        () -> {
                            throw new IllegalStateException("the code of the project fails");
                        },
                        arguments);
            default -> throw new IllegalArgumentException(step.condition());
        };
    }

    /** What was typed before the command; else the password of the administrator. */
    private ImmutableMap<String, String> environment(ImmutableMap<String, String> typed) {
        return typed.isEmpty()
                ? ImmutableMap.of(
                        "PGPASSWORD", String.valueOf(database.dataSource().getPassword()))
                : typed;
    }

    /** What a word of the document means here. */
    private String given(String word) {
        return word.equals(NEW_PROJECT)
                ? directory.resolve(word).toString()
                : word.replace(SERVER + "/shop", server() + "/" + database.name())
                        .replace(SERVER, server())
                        .replaceFirst("^weak$", weak)
                        .replaceFirst("^postgres$", database.dataSource().getUser());
    }

    private String server() {
        var source = database.dataSource();
        return source.getServerNames()[0] + ":" + source.getPortNumbers()[0];
    }

    private Typed whileLocked(String... words) {
        var name = new SessionName("default", "other", SessionName.Role.PUBLISHER);
        try (var session = Session.open(database.dataSource(), name, SessionSettings.UNLIMITED);
                var lock = ((TargetLock.Attempt.Acquired) TargetLock.tryAcquire(session, "default")).lock()) {
            assertThat(lock).isNotNull();
            return Typed.on(database, TranscriptTest::project, words);
        }
    }

    /** In a process of its own, whose build sleeps over the orders. */
    private Typed interrupted(String... words) {
        database.execute(
                "alter table shop.orders rename to kept",
                "create view shop.orders as select k.* from shop.kept k where case when current_setting('application_name')"
                        + " like '%:worker' then pg_sleep(60)::text = '' else true end");
        try (var process = ShopProcess.start(administrator(), words)) {
            database.execute("""
                    do $$ begin
                        for i in 1..600 loop
                            perform pg_sleep(0.05), pg_stat_clear_snapshot();
                            if exists (select from pg_stat_activity where datname = current_database()
                                    and application_name like '%:worker' and wait_event = 'PgSleep') then
                                return;
                            end if;
                        end loop;
                        raise 'nothing was built';
                    end $$
                    """);
            return process.interrupt();
        } finally {
            database.execute("drop view shop.orders cascade", "alter table shop.kept rename to orders");
        }
    }

    private ImmutableMap<String, String> administrator() {
        var source = database.dataSource();
        return ImmutableMap.of(
                "PULSE_URL",
                "jdbc:postgresql://%s/%s".formatted(server(), database.name()),
                "PGUSER",
                source.getUser(),
                "PGPASSWORD",
                String.valueOf(source.getPassword()));
    }

    private Transcript.Step normalized(Transcript.Step step) {
        return new Transcript.Step(step.condition(), step.command(), normalized(step.printed()));
    }

    /** Without what is different each time. */
    private String normalized(String text) {
        return text.replace(weak, "weak")
                .replace(server(), SERVER)
                .replace(database.name(), "shop")
                .replace(directory + "/", "")
                .replaceAll("\\b%s\\b".formatted(database.dataSource().getUser()), "postgres")
                .replaceAll("[0-9]{8}T[0-9]{6}-[0-9a-f]{4}", "RUN")
                .replaceAll("RUN +\\S+Z", "RUN  STARTED")
                .replaceAll("[0-9]+(\\.[0-9]+)? (ms|s)\\b", "TIME")
                .replaceAll("(?m)^(java|server) .*$", "$1 ..")
                .replaceAll("session [0-9]+ \\(.*?\\) since \\S+Z?", "session PID since TIME")
                .replaceAll("pg_terminate_backend\\([0-9]+\\)", "pg_terminate_backend(PID)")
                .replaceAll("removed [0-9]+ files", "removed N files")
                .replaceAll("\\b[0-9]+ threads?\\b", "N threads")
                .replaceAll("-{2,}", "--")
                .replaceAll(" {2,}", "  ")
                .replaceAll("(?m) +$", "");
    }
}
