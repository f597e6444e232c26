package io.pulsemetrics.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.assertj.core.api.Condition;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventConditions;

class PostgresExtensionTest {
    private static final Set<String> DATABASES = ConcurrentHashMap.newKeySet();
    private static final List<Connection> CONNECTIONS = new CopyOnWriteArrayList<>();

    @Test
    void gives_each_test_a_fresh_copy_and_drops_it_also_in_parallel() throws SQLException {
        DATABASES.clear();
        CONNECTIONS.clear();

        run(Library.class)
                .testEvents()
                .assertStatistics(events -> events.succeeded(9).failed(0));

        assertThat(DATABASES).hasSize(9);
        assertThat(CONNECTIONS).hasSize(8).allMatch(PostgresExtensionTest::isClosed);
        var server = PostgresServer.forTests();
        var left = new TestDatabase(server, "postgres")
                .sql()
                .fetch("select datname from pg_database")
                .getValues(0, String.class);
        assertThat(left).doesNotContainAnyElementsOf(DATABASES);
    }

    @Test
    void gives_an_empty_database_without_migrations() {
        run(Empty.class)
                .testEvents()
                .assertStatistics(events -> events.succeeded(1).failed(0));
    }

    @Test
    void resolves_no_other_parameter() {
        run(Greedy.class).testEvents().assertThatEvents().haveExactly(1, failedWith("No ParameterResolver registered"));
    }

    @Test
    void fails_the_test_whose_migration_fails() {
        run(Broken.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(1, failedWith("classpath:devkit/broken: The migration failed: "))
                .haveExactly(1, failedWith("syntax error at or near \"creat\""));
    }

    @Test
    void fails_the_test_whose_migrations_are_missing() {
        run(Nowhere.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(1, failedWith("classpath:devkit/nowhere: The migration failed: "));
    }

    private static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .selectors(selectClass(tests))
                .execute();
    }

    private static Condition<org.junit.platform.testkit.engine.Event> failedWith(String text) {
        return EventConditions.finishedWithFailure(new Condition<>(
                failure -> failure.getMessage() != null && failure.getMessage().contains(text),
                "message with " + text));
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @PostgresTest(migrations = "classpath:devkit/shelf")
    static final class Library {
        private final TestDatabase constructed;

        Library(TestDatabase database) {
            constructed = database;
        }

        @BeforeEach
        void buy(DSLContext sql) {
            sql.execute("insert into books (title) values ('SICP')");
        }

        @RepeatedTest(8)
        void starts_from_the_template(TestDatabase database, DataSource dataSource, Connection connection)
                throws SQLException {
            DATABASES.add(database.name());
            CONNECTIONS.add(connection);
            assertThat(database).isEqualTo(constructed);
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("select count(*) from books")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
            try (var other = dataSource.getConnection()) {
                assertThat(other.getCatalog()).isEqualTo(database.name());
            }
        }

        @Nested
        final class Reading {
            @Test
            void inherits_the_migrations(TestDatabase database) {
                DATABASES.add(database.name());
                assertThat(database.sql().fetchCount(database.sql().selectFrom("books")))
                        .isEqualTo(2);
            }
        }
    }

    @PostgresTest
    static final class Empty {
        @Test
        void has_no_tables(DSLContext sql) {
            assertThat(sql.fetch("select * from pg_tables where schemaname = 'public'"))
                    .isEmpty();
        }
    }

    @PostgresTest
    static final class Greedy {
        @Test
        void wants_a_thread(Thread thread) {
            assertThat(thread).as("not to be called").isNull();
        }
    }

    @PostgresTest(migrations = "classpath:devkit/broken")
    static final class Broken {
        @Test
        void is_not_reached(DataSource dataSource) {
            assertThat(dataSource).as("not to be called").isNull();
        }
    }

    @PostgresTest(migrations = "classpath:devkit/nowhere")
    static final class Nowhere {
        @Test
        void is_not_reached(DataSource dataSource) {
            assertThat(dataSource).as("not to be called").isNull();
        }
    }
}
