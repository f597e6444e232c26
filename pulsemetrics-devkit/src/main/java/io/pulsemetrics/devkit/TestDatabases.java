package io.pulsemetrics.devkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Databases of tests, on the one server of this JVM. */
public final class TestDatabases {
    private static final Namespace NAMESPACE = Namespace.create(TestDatabases.class);

    private TestDatabases() {}

    /**
     * Creates a database, which is the caller's to drop: an empty one, or a copy of a template that is migrated once per JVM.
     *
     * @param context of the test that needs it
     */
    public static TestDatabase create(ExtensionContext context, Migrations migrations) {
        var server = PostgresServer.forTests();
        if (migrations.locations().isEmpty()) {
            return new TestDatabase(server, server.createDatabase());
        }
        var template = context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        migrations, key -> new OwnDatabase(migrated(server, migrations)), OwnDatabase.class);
        return new TestDatabase(
                server, server.createDatabaseFrom(template.database().name()));
    }

    private static TestDatabase migrated(PostgresServer server, Migrations migrations) {
        var database = new TestDatabase(server, server.createDatabase());
        try {
            migrations.apply(database.dataSource());
            return database;
        } catch (RuntimeException e) {
            server.dropDatabase(database.name());
            throw e;
        }
    }
}
