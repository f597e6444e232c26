package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.ForeignMaterializedViews;
import io.pulsemetrics.plan.RelationKind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.Record;
import org.jooq.impl.DSL;

/** A database to publish in, with a run's lock and schemas, for schema {@code a}. */
final class Target implements AutoCloseable {
    static final PublishOptions PATIENT = new PublishOptions(
            Duration.ofMillis(300),
            Duration.ofMillis(450),
            40,
            Duration.ofMillis(50),
            new Random(1),
            ForeignMaterializedViews.RECREATE);
    static final PublishOptions HASTY = new PublishOptions(
            Duration.ofMillis(50),
            Duration.ofMillis(450),
            2,
            Duration.ofMillis(10),
            new Random(1),
            ForeignMaterializedViews.RECREATE);

    private final TestPostgres postgres = TestPostgres.database();

    /** Whose connections publish; the administrator's unless set. */
    DataSource source = postgres.dataSource();

    PublishOptions options = PATIENT;

    int keptSets;

    /** What runs in the transaction of each publish. */
    Bookkeeping bookkeeping = Bookkeeping.NONE;

    TestPostgres postgres() {
        return postgres;
    }

    /** A role of this database's own: roles belong to the whole server. */
    String role(String name) {
        return postgres.name() + "_" + name;
    }

    /** Creates roles that may log in, with their names as passwords. */
    void createRoles(String... names) {
        for (var name : names) {
            postgres.execute("create role %1$s login password '%1$s'".formatted(role(name)));
        }
    }

    void execute(String... statements) {
        postgres.execute(statements);
    }

    Session session(SessionName.Role role) {
        return Session.open(source, new SessionName("test", "r1", role), SessionSettings.UNLIMITED);
    }

    /** Publishes relations given as their name (a.name) and query; a query that begins with VIEW makes a view. */
    Published publish(String... namesAndQueries) {
        try (var session = session(SessionName.Role.PUBLISHER);
                var lock = ((TargetLock.Attempt.Acquired) TargetLock.tryAcquire(session, "test")).lock()) {
            var schemas = new BuildSchemas(lock, List.of("a"));
            schemas.clear();
            schemas.create(List.of("a"));
            var items = Stream.iterate(0, i -> i < namesAndQueries.length, i -> i + 2)
                    .map(i -> build(session, name(namesAndQueries[i]), namesAndQueries[i + 1]))
                    .toList();
            try {
                return new Publisher(lock, options, new KeptSets(lock, List.of("a"), keptSets))
                        .publish(items, bookkeeping);
            } finally {
                if (!session.isLost()) {
                    schemas.remove();
                }
            }
        }
    }

    static PublishItem build(Session session, RelationName name, String query) {
        var build = BuildNames.buildName(name);
        var isView = query.startsWith("VIEW ");
        if (isView) {
            new Relations(session).createView(build, query.substring(5));
        } else {
            new Relations(session).createTableAs(build, query);
        }
        return PublishItem.of(
                name,
                build,
                isView ? RelationKind.VIEW : RelationKind.TABLE,
                new Comments("about " + name.name(), ImmutableMap.of()),
                Optional.empty());
    }

    static RelationName name(String qualified) {
        var dot = qualified.indexOf('.');
        return new RelationName(qualified.substring(0, dot), qualified.substring(dot + 1));
    }

    /** The rows of a query as the administrator sees them, each joined with {@code |}. */
    List<String> rows(String query) {
        return rows(postgres.dataSource(), query);
    }

    /** The rows as a role sees them. */
    List<String> rowsAs(String role, String query) {
        return rows(postgres.dataSource(role), query);
    }

    private static List<String> rows(DataSource source, String query) {
        try (var connection = source.getConnection()) {
            connection.createStatement().execute("set search_path = ''");
            return DSL.using(connection).fetch(query).map(Target::line);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    private static String line(Record row) {
        return String.join("|", Stream.of(row.intoArray()).map(String::valueOf).toList());
    }

    @Override
    public void close() {
        postgres.close();
    }
}
