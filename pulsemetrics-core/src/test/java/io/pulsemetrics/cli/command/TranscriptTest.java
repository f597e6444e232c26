package io.pulsemetrics.cli.command;

import static io.pulsemetrics.shop.FctDailySales.FCT_DAILY_SALES;
import static io.pulsemetrics.shop.Orders.ORDERS;
import static io.pulsemetrics.shop.SeedStatus.SEED_STATUS;
import static io.pulsemetrics.shop.StgOrders.STG_ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The transcripts of {@code docs/transcripts.md}: what stands behind each {@code $} is typed, one command after the other on one database,
 * and has to print what stands below it. Times, run ids, widths and how many files a run
 * leaves do not count.
 */
class TranscriptTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "transcripts.md");
    private static final Pattern FENCE = Pattern.compile("(?s)```console\n(.*?)```");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");
    private static final String LOCKED = "# while another run holds the target";
    private static final String WEAK = "# as a role without rights";

    private final TestPostgres database = TestPostgres.database();

    @BeforeEach
    void load() {
        database.execute(
                "create schema shop",
                "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                "insert into shop.orders values (1, 10, 5.50, '2026-03-01 10:00', 'paid'), (2, 10, 4.50, '2026-03-02', 'paid')",
                "create role %s login password '%s'".formatted(weak(), weak()));
        type("clean");
    }

    @AfterEach
    void drop() {
        database.execute("drop owned by " + weak(), "drop role " + weak());
        database.close();
    }

    private String weak() {
        return database.name() + "_weak";
    }

    private static Project project() {
        return Project.of(STG_ORDERS, FCT_DAILY_SALES, SEED_STATUS, EveryKind.VERSIONS)
                .with(Source.of(ORDERS).loadedAt(ORDERS.ORDERED_AT).freshness(Duration.ofDays(5), Duration.ofDays(30)));
    }

    private Typed type(String... words) {
        return Typed.on(database, TranscriptTest::project, words);
    }

    private String answer(String condition, String command) {
        var words = WORD.matcher(command.replaceFirst("^\\S+ ", ""))
                .results()
                .map(MatchResult::group)
                .map(word -> word.replace("\"", ""))
                .toArray(String[]::new);
        var typed = switch (condition) {
            case LOCKED -> whileLocked(words);
            case WEAK -> asWeak(words);
            default -> type(words);
        };
        return typed.out() + typed.err() + (typed.code() == 0 ? "" : "(exit code %d)\n".formatted(typed.code()));
    }

    private Typed whileLocked(String... words) {
        var name = new SessionName("default", "other", SessionName.Role.PUBLISHER);
        try (var session = Session.open(database.dataSource(), name, SessionSettings.UNLIMITED);
                var lock = ((TargetLock.Attempt.Acquired) TargetLock.tryAcquire(session, "default")).lock()) {
            assertThat(lock).isNotNull();
            return type(words);
        }
    }

    private Typed asWeak(String... words) {
        return Typed.onAs(database, weak(), TranscriptTest::project, words);
    }

    /** Without what is different each time. */
    private String normalized(String text) {
        return text.replace(weak(), "weak")
                .replace(database.name(), "shop")
                .replaceAll("\\b%s\\b".formatted(database.dataSource().getUser()), "postgres")
                .replaceAll("[0-9]{8}T[0-9]{6}-[0-9a-f]{4}", "RUN")
                .replaceAll("RUN +\\S+Z", "RUN  STARTED")
                .replaceAll("[0-9]+(\\.[0-9]+)? (ms|s)\\b", "TIME")
                .replaceAll("(?m)^(java|server) .*$", "$1 ..")
                .replaceAll("session [0-9]+ \\(.*?\\) since \\S+Z?", "session PID since TIME")
                .replaceAll("pg_terminate_backend\\([0-9]+\\)", "pg_terminate_backend(PID)")
                .replaceAll("removed [0-9]+ files", "removed N files")
                .replaceAll("-{2,}", "--")
                .replaceAll(" {2,}", "  ")
                .replaceAll("(?m) +$", "");
    }

    @Test
    void prints_what_the_document_says() throws IOException {
        var document = Files.readString(DOCUMENT);
        var wrong = new ArrayList<String>();
        int commands = 0;
        for (var fence : FENCE.matcher(document).results().toList()) {
            var condition = "";
            for (var step : List.of(fence.group(1).split("(?m)^(?=[$#] )", -1))) {
                if (step.startsWith("# ")) {
                    condition = step.strip();
                } else if (step.startsWith("$ ")) {
                    commands++;
                    var command = step.lines().findFirst().orElseThrow().substring(2);
                    var expected = step.substring(step.indexOf('\n') + 1);
                    var actual = answer(condition, command);
                    condition = "";
                    if (!normalized(actual).equals(normalized(expected))) {
                        wrong.add("$ %s\n%s".formatted(command, actual));
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(commands).isGreaterThan(25);
    }
}
