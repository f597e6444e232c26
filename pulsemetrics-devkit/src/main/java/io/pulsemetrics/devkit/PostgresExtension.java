package io.pulsemetrics.devkit;

import com.google.common.collect.ImmutableList;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** What {@link PostgresTest} does; register it through that annotation. */
public final class PostgresExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(PostgresExtension.class);
    private static final Set<Class<?>> TYPES =
            Set.of(DataSource.class, Connection.class, DSLContext.class, TestDatabase.class);

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD; // a constructor's database is that of the method it is called for
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return TYPES.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var store = context.getStore(NAMESPACE);
        var database = store.getOrComputeIfAbsent(
                        TestDatabase.class,
                        key -> new OwnDatabase(TestDatabases.create(context, migrations(context))),
                        OwnDatabase.class)
                .database();
        var type = parameter.getParameter().getType();
        if (type == DataSource.class) {
            return database.dataSource();
        } else if (type == DSLContext.class) {
            return database.sql();
        } else if (type == Connection.class) {
            return connect(database, parameter, store);
        }
        return database;
    }

    private static Connection connect(TestDatabase database, ParameterContext parameter, Store store) {
        try {
            var connection = database.dataSource().getConnection();
            store.put(parameter.getParameter(), new OpenConnection(connection));
            return connection;
        } catch (SQLException e) {
            throw database.server().refused(database.name(), e);
        }
    }

    private static Migrations migrations(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getElement(), PostgresTest.class)
                .or(() -> AnnotationSupport.findAnnotation(
                        context.getRequiredTestClass(), PostgresTest.class, context.getEnclosingTestClasses()))
                .map(test -> new Migrations(ImmutableList.copyOf(test.migrations()), test.historySchema()))
                .orElseGet(() -> new Migrations(ImmutableList.of(), "public"));
    }

    /** Closed by JUnit before the database is dropped: last in, first out. */
    private record OpenConnection(Connection connection) implements AutoCloseable {
        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }
}
