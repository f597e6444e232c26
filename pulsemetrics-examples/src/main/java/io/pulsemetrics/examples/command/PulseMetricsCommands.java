package io.pulsemetrics.examples.command;

import com.google.common.io.Resources;
import io.pulsemetrics.cli.command.PulseCommand;
import io.pulsemetrics.devkit.EmbeddedDatabase;
import io.pulsemetrics.examples.PulseMetrics;
import io.pulsemetrics.models.SaasModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The command line of the application: that of any project, and the commands that make and load its data. */
public final class PulseMetricsCommands {
    private PulseMetricsCommands() {}

    /** The command line, ready to run. */
    public static PulseCommand command() {
        return PulseCommand.of(SaasModels::project)
                .launchedBy("./pulse")
                .withHeader(
                        "SaaS metrics from raw tables: modelled in Java, audited, published all at once on PostgreSQL.")
                .withVersion(
                        "PulseMetrics " + version(),
                        "Java %s, %s %s"
                                .formatted(
                                        Runtime.version(),
                                        System.getProperty("os.name"),
                                        System.getProperty("os.arch")))
                .withFooter(
                        "",
                        "Begin with:",
                        "  ./pulse demo                                     data, models and figures in a database of its own",
                        "  ./pulse sql \"select * from analytics.fct_monthly_metrics order by month\"",
                        "  ./pulse build --select +fct_daily_metrics        builds a part again",
                        "",
                        "The database is embedded and kept in .pulse/ (--data-dir), for development: it does not survive a",
                        "crash of the operating system. A server is named with --url and --user; its password comes from",
                        "PGPASSWORD or ~/.pgpass, never from the command line.")
                .withLocalDatabase(() -> EmbeddedDatabase.madeBy("./pulse demo"))
                .lookingTo((source, clock) -> LoadedData.of(source).lookingTo(clock))
                .withCommand(new DemoCommand())
                .withCommand(new RefreshCommand())
                .withCommand(new GenerateCommand())
                .withCommand(new LoadCommand())
                .withCommand(new DamageCommand());
    }

    /** The version that the build wrote down. */
    private static String version() {
        var properties = new Properties();
        try (var in =
                Resources.getResource(PulseMetrics.class, "version.properties").openStream()) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
