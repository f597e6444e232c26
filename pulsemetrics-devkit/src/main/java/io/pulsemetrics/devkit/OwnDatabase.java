package io.pulsemetrics.devkit;

/** A database that JUnit drops with the context that it was made for. */
record OwnDatabase(TestDatabase database) implements AutoCloseable {
    @Override
    public void close() {
        database.server().dropDatabase(database.name());
    }
}
