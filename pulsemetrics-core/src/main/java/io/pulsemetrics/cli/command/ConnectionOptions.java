package io.pulsemetrics.cli.command;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.run.Target;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which database a command works on. */
public final class ConnectionOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "JDBC",
            description =
                    "A database of a PostgreSQL server, such as jdbc:postgresql://host:5432/db; default: that of the target,"
                            + " else PULSE_URL."
                            + " The password comes from PGPASSWORD or ~/.pgpass.")
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "U",
            description = "The role that connects; default: that of the target, else PGUSER.")
    private @Nullable String user;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where a database of its own is kept, used where no --url is given.")
    private @Nullable Path directory;

    /** Opens the database; one of its own is made where it is missing. */
    public Database open() {
        var server = server();
        if (server != null) {
            Database.requireUrl(server); // before a user is asked for
            return Database.at(server, userOfServer(), environment("PGPASSWORD"));
        }
        return local().open(directory());
    }

    /** Whether this is the database that is connected to; parameters of the connection do not count. */
    boolean isAt(String other) {
        var server = server();
        return server != null && withoutParameters(server).equals(withoutParameters(other));
    }

    private static String withoutParameters(String server) {
        return server.replaceFirst("\\?.*", "");
    }

    /** Opens a database that is expected to hold data. */
    public Database openExisting() {
        if (server() == null && !local().isReady(directory())) {
            throw PulseException.of(
                    ErrorCode.NO_DATABASE_YET,
                    directory().toString(),
                    "there is no database yet",
                    "Make one with %s, or name another with --data-dir or --url".formatted(local().howToMake()));
        }
        return open();
    }

    /** Whether a target publishes to the database that is connected to, as far as its address tells. */
    boolean reaches(Target target) {
        return target.address().map(address -> isAt(address.url())).orElse(true);
    }

    /** Opens the database of another target; empty if it is the one that these options name. */
    Optional<Database> openBeside(Target target) {
        return target.address()
                .filter(address -> !isAt(address.url()))
                .map(address -> Database.at(
                        address.url(), address.user().orElseGet(this::userOfServer), environment("PGPASSWORD")));
    }

    /** Refuses that a database was named on the command line although an option makes none needed. */
    public void refuseBeside(String option) {
        if (url != null || user != null || directory != null) {
            throw new ParameterException(
                    spec.commandLine(), option + " needs no database: leave out --url, --user and --data-dir");
        }
    }

    /** The command with the options that lead to this database, without any secret. */
    public String command(String name) {
        var command = new StringBuilder(invocation().launcher()).append(' ').append(name);
        if (url != null) {
            command.append(" --url ").append(quoted(url)).append(" --user ").append(quoted(userOfServer()));
        } else if (directory != null) {
            command.append(" --data-dir ").append(quoted(directory.toString()));
        }
        return command.append(invocation().targetArguments()).toString();
    }

    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** The URL that was given; null if the database of its own is meant. */
    private @Nullable String server() {
        if (url != null && directory != null) {
            throw new ParameterException(spec.commandLine(), "Give either --url or --data-dir");
        }
        if (url != null || directory != null) {
            return url;
        }
        var address = invocation().target().address();
        if (address.isPresent()) {
            return address.get().url();
        }
        var fromEnvironment = environment("PULSE_URL");
        if (fromEnvironment == null && user != null) {
            throw new ParameterException(spec.commandLine(), "--user goes with --url");
        }
        if (fromEnvironment == null && !invocation().hasLocalDatabase()) {
            throw new ParameterException(spec.commandLine(), "Say which database: give --url, or set PULSE_URL");
        }
        return fromEnvironment;
    }

    private LocalDatabase local() {
        return invocation().localDatabase();
    }

    private Path directory() {
        return directory == null ? local().defaultDirectory() : directory;
    }

    private Invocation invocation() {
        return Invocation.of(spec);
    }

    private String userOfServer() {
        if (user != null) {
            return user;
        }
        var ofTarget =
                url == null ? invocation().target().address().flatMap(Target.Address::user) : Optional.<String>empty();
        if (ofTarget.isPresent()) {
            return ofTarget.get();
        }
        var fromEnvironment = environment("PGUSER");
        if (fromEnvironment == null) {
            throw new ParameterException(spec.commandLine(), "Give --user with --url, or set PGUSER");
        }
        return fromEnvironment;
    }

    private @Nullable String environment(String name) {
        return invocation().environment(name);
    }
}
