package io.pulsemetrics.faults;

import static io.pulsemetrics.select.Selector.all;

import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunListener;
import io.pulsemetrics.run.RunOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The process that is killed: gives the source a new version and runs the project, again and again, until something comes in on its standard
 * input. Says on standard output what it does: {@code begin}, {@code publishing}, then {@code ok <milliseconds>} or {@code failed <why>}.
 *
 * <p>Argument: a JDBC URL.
 */
public final class RunnerLoop {
    private RunnerLoop() {}

    /** Runs until it is told to stop, or killed. */
    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws IOException, SQLException {
        var source = new PGSimpleDataSource();
        source.setUrl(args[0]);
        var options = RunOptions.defaults().withLockWait(Duration.ofMinutes(5)).withListener(new RunListener() {
            @Override
            public void publishStarted() {
                System.out.println("publishing");
            }
        });
        while (System.in.available() == 0) {
            var loadedAt = load(source);
            System.out.println("begin");
            long start = System.nanoTime();
            try {
                var asOf = loadedAt.plusMinutes(1).toInstant(ZoneOffset.UTC);
                var result = ModelRunner.of(EveryMaterialization.PROJECT, source)
                        .with(options.withAsOf(asOf))
                        .run(all());
                System.out.println(
                        result.succeeded()
                                ? String.format(Locale.ROOT, "ok %d", (System.nanoTime() - start) / 1_000_000)
                                : "failed "
                                        + result.failures().getFirst().message().orElse(""));
            } catch (PulseException e) {
                System.out.println("failed " + e.getMessage().replace('\n', ' '));
            }
        }
    }

    private static LocalDateTime load(PGSimpleDataSource source) throws SQLException {
        try (var connection = source.getConnection();
                var rows = connection
                        .createStatement()
                        .executeQuery(
                                "with loaded as (update raw.facts set version = version + 1, loaded_at = loaded_at + interval '1 hour'"
                                        + " returning loaded_at) select max(loaded_at) from loaded")) {
            rows.next();
            return rows.getTimestamp(1).toLocalDateTime();
        }
    }
}
