package io.pulsemetrics.faults;

import java.io.IOException;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A read-committed session that asks the same thing again and again on one connection, with a pause of some milliseconds, and looks whether
 * each answer is whole: the first column is the lowest version in it, the second the highest, the third the number of rows.
 */
final class Reader {
    private static final String MISSING = "42P01";

    /** How a reader asks. */
    enum Way {
        QUERY,
        PREPARED,
        COPY
    }

    /**
     * What a reader has seen.
     *
     * @param longest the statement that took longest, in milliseconds
     * @param wrong what was wrong with the last one; null if nothing was
     * @param detail the answer that was not whole, or the error; empty if nothing was wrong
     */
    record Seen(
            String name,
            long statements,
            double longest,
            @Nullable Wrong wrong,
            String detail) {}

    /** What a reader must not see. */
    enum Wrong {
        MIX,
        MISSING_RELATION,
        ERROR
    }

    private final String name;
    private final String query;
    private final Way way;
    private final long rows;
    private final PGSimpleDataSource source;
    private final Thread thread;
    private volatile boolean done;
    private volatile Seen seen;

    /**
     * Begins to read.
     *
     * @param rows how many there must be; 0 for any number
     */
    Reader(String name, PGSimpleDataSource source, Way way, long rows, String query) {
        this.name = name;
        this.query = query;
        this.way = way;
        this.rows = rows;
        this.source = source;
        source.setPrepareThreshold(way == Way.PREPARED ? 1 : 0);
        source.setApplicationName("reader " + name);
        this.seen = new Seen(name, 0, 0, null, "");
        this.thread = Thread.ofPlatform().name(name).start(this::read);
    }

    Seen seen() {
        return seen;
    }

    void stop() throws InterruptedException {
        done = true;
        thread.join();
    }

    private void read() {
        try (var connection = source.getConnection();
                var statement = connection.prepareStatement(query)) {
            while (!done && seen.wrong() == null) {
                long start = System.nanoTime();
                var answer = way == Way.COPY ? copy(connection) : query(statement.executeQuery());
                double time = (System.nanoTime() - start) / 1e6;
                boolean whole = answer.get(0).equals(answer.get(1)) && (rows == 0 || answer.get(2) == rows);
                seen = new Seen(
                        name,
                        seen.statements() + 1,
                        Math.max(time, seen.longest()),
                        whole ? null : Wrong.MIX,
                        whole ? "" : "a mix: " + answer);
                Thread.sleep(5);
            }
        } catch (SQLException e) {
            wrong(MISSING.equals(e.getSQLState()) ? Wrong.MISSING_RELATION : Wrong.ERROR, e);
        } catch (IOException | InterruptedException e) {
            wrong(Wrong.ERROR, e);
        }
    }

    private void wrong(Wrong wrong, Exception e) {
        seen = new Seen(name, seen.statements(), seen.longest(), wrong, e.toString());
    }

    private static List<Long> query(ResultSet answer) throws SQLException {
        try (answer) {
            answer.next();
            return List.of(answer.getLong(1), answer.getLong(2), answer.getLong(3));
        }
    }

    /** A table's rows, of which the second column is the version. */
    private List<Long> copy(Connection connection) throws SQLException, IOException {
        var out = new StringWriter();
        connection.unwrap(PGConnection.class).getCopyAPI().copyOut(query, out);
        var versions = out.toString()
                .lines()
                .mapToLong(line -> Long.parseLong(line.split("\t", -1)[1]))
                .summaryStatistics();
        return List.of(versions.getMin(), versions.getMax(), versions.getCount());
    }
}
