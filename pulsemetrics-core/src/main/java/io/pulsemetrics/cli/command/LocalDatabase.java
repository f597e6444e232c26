package io.pulsemetrics.cli.command;

import java.nio.file.Path;

/** A database that a project's command line keeps in a directory of its own, where no server is named. */
public interface LocalDatabase {

    /** The directory where none is given. */
    Path defaultDirectory();

    /** What to type where there is no database yet: {@code ./pulse demo}. */
    String howToMake();

    /** Whether a directory holds a database. */
    boolean exists(Path directory);

    /** Opens the database of a directory; makes it where it is missing. */
    Database open(Path directory);
}
