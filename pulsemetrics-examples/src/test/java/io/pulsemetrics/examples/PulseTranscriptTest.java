package io.pulsemetrics.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.devkit.TestDatabase;
import io.pulsemetrics.examples.command.PulseMetricsCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The transcripts of {@code docs/transcripts-pulse.md}: what stands behind each {@code $} is typed, one command after the other on one
 * database, and has to print what stands below it. Times, widths and numbers of threads do not count.
 */
class PulseTranscriptTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "transcripts-pulse.md");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");
    private static final String FILES = "csv";

    @TempDir
    private Path directory;

    @Test
    @PostgresTest
    void prints_what_the_document_says(TestDatabase db) {
        var wrong = new ArrayList<String>();
        for (var step : transcript().steps()) {
            var typed = type(db, step.command());
            var actual =
                    typed.out() + typed.err() + (typed.code() == 0 ? "" : "(exit code %d)\n".formatted(typed.code()));
            if (!normalized(db, step).shows(normalized(db, actual))) {
                wrong.add("$ %s\n%s".formatted(step.command(), actual));
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void the_document_has_every_command_that_only_the_application_has() {
        var own =
                PulseMetricsCommands.command()
                        .commandLine(Pulse.surroundings(ImmutableMap.of()))
                        .getSubcommands()
                        .values()
                        .stream()
                        .filter(command -> command.getCommandSpec()
                                .userObject()
                                .getClass()
                                .getPackageName()
                                .startsWith(PulseMetrics.class.getPackageName()))
                        .map(command -> command.getCommandName())
                        .toList();

        assertThat(own).contains("demo", "damage");
        assertThat(transcript().steps())
                .flatExtracting(step -> List.of(step.command().split(" ", -1)))
                .containsAll(own);
    }

    private static Transcript transcript() {
        try {
            return Transcript.of(Files.readString(DOCUMENT));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + DOCUMENT, e);
        }
    }

    private Pulse type(TestDatabase db, String command) {
        var arguments = WORD.matcher(command)
                .results()
                .skip(1)
                .map(MatchResult::group)
                .map(word -> word.replace("\"", ""))
                .map(word -> word.equals(FILES) ? directory.resolve(FILES).toString() : word)
                .toArray(String[]::new);
        return Pulse.run(
                ImmutableMap.of(
                        "PULSE_URL",
                        db.url(),
                        "PGUSER",
                        db.server().user(),
                        "PGPASSWORD",
                        String.valueOf(((PGSimpleDataSource) db.dataSource()).getPassword())),
                arguments);
    }

    private Transcript.Step normalized(TestDatabase db, Transcript.Step step) {
        return new Transcript.Step(step.condition(), step.command(), normalized(db, step.printed()));
    }

    /** Without what is different each time. */
    private String normalized(TestDatabase db, String text) {
        return text.replace(directory + "/", "")
                .replace(db.url(), "jdbc:postgresql://db:5432/metrics")
                .replaceAll("\\b%s\\b".formatted(db.server().user()), "postgres")
                .replaceAll("[0-9]+(\\.[0-9]+)? (ms|s)\\b", "TIME")
                .replaceAll("\\b[0-9]+ threads?\\b", "N threads")
                .replaceAll("-{2,}", "--")
                .replaceAll(" {2,}", "  ")
                .replaceAll("(?m) +$", "");
    }
}
