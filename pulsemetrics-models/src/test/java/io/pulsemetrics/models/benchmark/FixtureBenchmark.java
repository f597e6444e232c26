package io.pulsemetrics.models.benchmark;

import static io.pulsemetrics.devkit.fixture.Rows.rows;
import static io.pulsemetrics.models.dimensions.DimUsers.DIM_USERS;
import static io.pulsemetrics.models.raw.Tables.USERS;
import static io.pulsemetrics.models.staging.StgUsers.STG_USERS;

import com.google.common.base.Stopwatch;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pulsemetrics.devkit.PostgresServer;
import io.pulsemetrics.devkit.TestDatabase;
import io.pulsemetrics.devkit.fixture.Fixture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.TimeUnit;

/** How long a unit test of a model takes once the server is up, on connections that stay open, as those of {@code @ModelTest} do. */
public final class FixtureBenchmark {
    private FixtureBenchmark() {}

    /** Prints the times; the argument says how often each is built (200). */
    public static void main(String[] arguments) {
        int times = arguments.length == 0 ? 200 : Integer.parseInt(arguments[0]);
        try (var server = PostgresServer.embedded();
                var connections = connections(server)) {
            measure(Fixture.on(connections).asOf("2026-03-10T12:00"), times);
        }
    }

    private static HikariDataSource connections(PostgresServer server) {
        var config = new HikariConfig();
        config.setDataSource(new TestDatabase(server, "postgres").dataSource());
        return new HikariDataSource(config);
    }

    private static void measure(Fixture fixture, int times) {
        measure(
                "stg_users, 1 source",
                times,
                () -> fixture.given(rows(USERS.USER_ID).row(1L))
                        .build(STG_USERS)
                        .hasRows(rows(STG_USERS.USER_ID).row(1L)));
        measure(
                "stg_users, text",
                times,
                () -> fixture.given(USERS, "user_id\n1").build(STG_USERS).hasRows("user_id\n1"));
        measure(
                "dim_users, 7 parents",
                times,
                () -> fixture.given(rows(STG_USERS.USER_ID).row(1L))
                        .build(DIM_USERS)
                        .hasRows(rows(DIM_USERS.USER_ID).row(1L)));
    }

    private static void measure(String what, int times, Runnable test) {
        var millis = new ArrayList<Double>();
        for (int i = 0; i < times; i++) {
            var stopwatch = Stopwatch.createStarted();
            test.run();
            millis.add(stopwatch.elapsed(TimeUnit.MICROSECONDS) / 1000.0);
        }
        double first = millis.getFirst();
        Collections.sort(millis);
        System.out.printf(
                "%-22s first %6.1f ms, median %5.1f ms, 95 of 100 within %5.1f ms%n",
                what, first, millis.get(times / 2), millis.get(times * 95 / 100));
    }
}
