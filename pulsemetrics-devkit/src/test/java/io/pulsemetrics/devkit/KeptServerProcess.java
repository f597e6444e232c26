package io.pulsemetrics.devkit;

import java.nio.file.Path;

/** A JVM that keeps a server on a directory and a transaction open in it, until it is killed. */
final class KeptServerProcess {
    private KeptServerProcess() {}

    public static void main(String[] arguments) throws Exception {
        var server = PostgresServer.embedded(Path.of(arguments[0]));
        var connection = server.dataSource("postgres").getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("create table survivors as select 42 as x");
            connection.setAutoCommit(false);
            statement.execute("lock table survivors in access exclusive mode");
        }
        System.out.println("ready");
        Thread.sleep(Long.MAX_VALUE);
    }
}
