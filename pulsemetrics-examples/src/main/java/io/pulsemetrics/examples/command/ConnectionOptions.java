package io.pulsemetrics.examples.command;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which database a command works on. */
final class ConnectionOptions {
    private static final Path DEFAULT_DIRECTORY = Path.of(".pulse");

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "JDBC",
            description = "A database of a PostgreSQL server, such as jdbc:postgresql://host:5432/db; without it the"
                    + " embedded database. The password comes from PGPASSWORD or ~/.pgpass.")
    private @Nullable String url;

    @Option(names = "--user", paramLabel = "U", description = "The role that connects to --url; default: PGUSER.")
    private @Nullable String user;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the embedded database is kept; default: .pulse in the working directory.")
    private @Nullable Path directory;

    /** Opens the database; the embedded one is made where it is missing. */
    Warehouse open() {
        check();
        if (url != null) {
            return Warehouse.at(url, userOfServer(), environment("PGPASSWORD"));
        }
        return Warehouse.embedded(directory());
    }

    /** Opens a database that is expected to hold data. */
    Warehouse openExisting() {
        check();
        if (url == null && !Files.exists(directory().resolve("lock"))) {
            throw PulseException.of(
                    ErrorCode.NO_DATABASE_YET,
                    directory().toString(),
                    "there is no database yet",
                    "Make one with ./pulse demo, or name another with --data-dir or --url");
        }
        return open();
    }

    /** The command with the options that lead to this database, without any secret. */
    String command(String name) {
        var command = new StringBuilder("./pulse ").append(name);
        if (url != null) {
            command.append(" --url ").append(quoted(url)).append(" --user ").append(quoted(userOfServer()));
        } else if (directory != null) {
            command.append(" --data-dir ").append(quoted(directory.toString()));
        }
        return command.toString();
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private void check() {
        if (url == null && user != null) {
            throw new ParameterException(spec.commandLine(), "--user goes with --url");
        }
        if (url != null && directory != null) {
            throw new ParameterException(spec.commandLine(), "Give either --url or --data-dir");
        }
    }

    private Path directory() {
        return directory == null ? DEFAULT_DIRECTORY : directory;
    }

    private String userOfServer() {
        if (user != null) {
            return user;
        }
        var fromEnvironment = environment("PGUSER");
        if (fromEnvironment == null) {
            throw new ParameterException(spec.commandLine(), "Give --user with --url, or set PGUSER");
        }
        return fromEnvironment;
    }

    private @Nullable String environment(String name) {
        return PulseCommand.surroundings(spec).environment().get(name);
    }
}
