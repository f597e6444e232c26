package io.pulsemetrics.cli.command;

import io.pulsemetrics.TestPostgres;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** Lets a server that trusts everybody ask one role for its password; closing it takes the rule back. */
final class PasswordRule implements AutoCloseable {
    private static final int ATTEMPTS = 500;

    private final DSLContext sql;
    private final String file;
    private final String rules;

    private PasswordRule(DSLContext sql, String file, String rules) {
        this.sql = sql;
        this.file = file;
        this.rules = rules;
    }

    /** Once the server asks; if it does not, what was written is taken back. */
    static PasswordRule of(TestPostgres database, String role) {
        var sql = DSL.using(database.dataSource(), SQLDialect.POSTGRES);
        var file = sql.fetchSingle("show hba_file").into(String.class);
        var rule = new PasswordRule(
                sql,
                file,
                sql.fetchSingle("select pg_read_file({0})", DSL.inline(file)).into(String.class));
        var wrong = database.dataSource(role);
        wrong.setPassword("wrong");
        boolean asks = false;
        try {
            rule.write("host all %s all scram-sha-256\n".formatted(role) + rule.rules);
            awaitRefusal(wrong);
            asks = true;
            return rule;
        } finally {
            if (!asks) {
                rule.close();
            }
        }
    }

    private static void awaitRefusal(DataSource wrong) {
        for (int i = 0; i < ATTEMPTS; i++) {
            try (var connection = wrong.getConnection()) {
                if (connection.isValid(1)) {
                    Thread.sleep(10);
                }
            } catch (SQLException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException("the server does not ask for a password");
    }

    /** The server writes its file itself, wherever it is; nothing in it is quoted. */
    private void write(String text) {
        sql.execute(
                "copy (select line from string_to_table({0}, chr(10)) with ordinality as t (line, n) order by n) to {1}"
                        + " (format csv, quote e'\\x01', delimiter e'\\x02', null 'none')",
                DSL.inline(text.stripTrailing()), DSL.inline(file));
        sql.fetch("select pg_reload_conf()");
    }

    @Override
    public void close() {
        write(rules);
    }
}
