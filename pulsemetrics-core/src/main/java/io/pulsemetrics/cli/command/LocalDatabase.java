package io.pulsemetrics.cli.command;

import java.nio.file.Path;

/**
 * A database that a project's command line keeps in a directory of its own, where no server is named. The devkit has one: {@code
 * EmbeddedDatabase}.
 */
public interface LocalDatabase {

    /** The directory where none is given. */
    Path defaultDirectory();

    /** What to type where there is no database yet: {@code ./pulse demo}. */
    String howToMake();

    /** Whether commands can work on the database of a directory: it is there, or opening makes all there is to make. */
    boolean isReady(Path directory);

    /** Opens the database of a directory; makes it where it is missing. */
    Database open(Path directory);
}
