package io.pulsemetrics.run;

import com.google.common.collect.ImmutableList;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;

/** Notes every statement that goes through the connections of a data source to the database. */
final class RecordedStatements {
    private final List<String> statements = new CopyOnWriteArrayList<>();

    DataSource of(DataSource source) {
        return proxy(DataSource.class, source, (method, result) -> {
            if (result instanceof Connection connection) {
                return connection(connection);
            }
            return result;
        });
    }

    ImmutableList<String> all() {
        return ImmutableList.copyOf(statements);
    }

    private Connection connection(Connection connection) {
        return proxy(
                Connection.class,
                connection,
                (method, result) -> method.equals("createStatement")
                        ? proxy(Statement.class, (Statement) result, (inner, value) -> value)
                        : result);
    }

    /** What comes back from a call may be wrapped in turn. */
    private interface Wrapping {
        Object wrap(String method, Object result);
    }

    private <T> T proxy(Class<T> type, T target, Wrapping wrapping) {
        InvocationHandler handler = (self, method, arguments) -> {
            if (arguments != null
                    && arguments.length > 0
                    && arguments[0] instanceof String sql
                    && !method.getName().startsWith("set")) {
                statements.add(sql);
            }
            try {
                return wrapping.wrap(method.getName(), method.invoke(target, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
