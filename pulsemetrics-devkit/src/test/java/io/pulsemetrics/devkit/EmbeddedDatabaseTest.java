package io.pulsemetrics.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.cli.command.Interruption;
import io.pulsemetrics.cli.command.LocalDatabase;
import io.pulsemetrics.cli.command.PulseCommand;
import io.pulsemetrics.cli.command.Surroundings;
import io.pulsemetrics.project.Project;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database that a project's command line keeps. */
class EmbeddedDatabaseTest {
    @TempDir
    Path parent;

    private String type(LocalDatabase database, String... arguments) {
        var out = new StringWriter();
        var line = PulseCommand.of(() -> Project.of())
                .withLocalDatabase(() -> database)
                .commandLine(new Surroundings(ImmutableMap.of(), false, Clock.systemUTC(), Interruption.none()))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out));
        line.execute(arguments);
        return out.toString();
    }

    @Test
    void migrates_when_a_command_opens_it_keeps_its_rows_and_refuses_a_migration_that_was_changed() throws IOException {
        var migrations = Files.createDirectory(parent.resolve("migrations"));
        var shelf = migrations.resolve("V1__shelf.sql");
        Files.writeString(shelf, "create table shelf (place text)");
        var database = EmbeddedDatabase.migratedBy("filesystem:" + migrations);
        var directory = parent.resolve("kept").toString();

        type(database, "sql", "--data-dir", directory, "--write", "insert into shelf values ('hall')");
        assertThat(type(database, "sql", "--data-dir", directory, "--format", "csv", "select * from shelf"))
                .isEqualTo("place\nhall\n");

        Files.writeString(shelf, "create table shelf (room text)");
        for (int again = 0; again < 2; again++) { // the first leaves no server that would be in the way
            assertThat(type(database, "sql", "--data-dir", directory, "select 1"))
                    .isEqualTo(
                            "filesystem:%s: What was applied is not what is there now: Migration checksum mismatch for migration version 1."
                                            .formatted(migrations)
                                    + " Put it back and write what changes into a new migration; or begin with an empty database: remove"
                                    + " the directory of one that a command line keeps. [migration-failed]\n");
        }
    }

    @Test
    void refuses_to_make_one_that_the_projects_own_commands_make() {
        var directory = parent.resolve("nothing");

        assertThat(type(EmbeddedDatabase.madeBy("./pulse demo"), "sql", "--data-dir", directory.toString(), "select 1"))
                .isEqualTo(directory
                        + ": there is no database yet. Make one with ./pulse demo, or name another with --data-dir or"
                        + " --url. [no-database-yet]\n");
        assertThat(directory).doesNotExist();
    }
}
