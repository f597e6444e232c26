package io.pulsemetrics.generator.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.pulsemetrics.devkit.PostgresTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

@PostgresTest
class BinaryBufferTest {
    private final BinaryBuffer rows = new BinaryBuffer(1);

    /** What PostgreSQL shows of rows that it read into columns of the types given. */
    private List<String> copied(DataSource dataSource, String columns) throws SQLException, IOException {
        try (var connection = dataSource.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("set time zone 'UTC'");
            statement.execute("create temporary table t (" + columns + ")");
            copy(connection);
            List<String> shown = new ArrayList<>();
            try (var result = statement.executeQuery("select t::text from t")) {
                while (result.next()) {
                    shown.add(result.getString(1));
                }
            }
            return shown;
        }
    }

    private void copy(Connection connection) throws SQLException, IOException {
        try (var out = new PGCopyOutputStream(
                connection.unwrap(PGConnection.class), "copy t from stdin with (format binary)")) {
            rows.writeTo(out);
        }
    }

    @Test
    void writes_every_type(DataSource dataSource) throws SQLException, IOException {
        rows.bigint(-1)
                .integer(70_000)
                .text("Zoë")
                .text(new Constant(""))
                .json(new Constant("{\"a\":1}"))
                .bool(true)
                .date(LocalDate.of(1999, 12, 31))
                .instant(Instant.parse("2024-02-29T03:04:05.007Z"))
                .endRow();
        rows.none().none().none().none().none().bool(false).none().instant(Instant.parse("1969-12-31T23:59:59.999Z"));
        rows.endRow();
        assertThat(rows.rows()).isEqualTo(2);
        assertThat(copied(
                        dataSource,
                        "a bigint, b integer, c text, d text, e jsonb, f boolean, g date, h timestamp with time zone"))
                .containsExactly(
                        "(-1,70000,Zoë,\"\",\"{\"\"a\"\": 1}\",t,1999-12-31,\"2024-02-29 03:04:05.007+00\")",
                        "(,,,,,f,,\"1969-12-31 23:59:59.999+00\")");
    }

    @Test
    void writes_amounts_of_any_length(DataSource dataSource) throws SQLException, IOException {
        LongStream.of(0, -5, 99, 2_417, -2_900, 999_999, 1_000_000, 1_000_001, 123_456_789_012L)
                .forEach(amount -> rows.hundredths(amount).endRow());
        assertThat(copied(dataSource, "amount numeric(12, 2)"))
                .containsExactly(
                        "(0.00)",
                        "(-0.05)",
                        "(0.99)",
                        "(24.17)",
                        "(-29.00)",
                        "(9999.99)",
                        "(10000.00)",
                        "(10000.01)",
                        "(1234567890.12)");
    }

    @Test
    void writes_no_row_and_many(DataSource dataSource) throws SQLException, IOException {
        assertThat(copied(dataSource, "a text")).isEmpty();
        for (var i = 0; i < 1_000; i++) {
            rows.text("abcdefghij").endRow();
        }
        assertThat(copied(dataSource, "a text")).hasSize(1_000).containsOnly("(abcdefghij)");
    }
}
