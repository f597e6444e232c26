package io.pulsemetrics.generator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.generator.rows.CsvDirectory;
import io.pulsemetrics.generator.rows.RawTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class RefusedFilesTest {
    private static final String USER = "1,a@b.example,Ann,Lee,Acme,Clerk,US,organic,2026-01-01T00:00:00Z,false,,,";
    private static final String REMEDY = ". Correct the file and load again; the tables stay as they were. [csv-value]";

    @TempDir
    private Path directory;

    private final DataSource dataSource;
    private final DSLContext sql;

    RefusedFilesTest(DataSource dataSource, DSLContext sql) {
        this.dataSource = dataSource;
        this.sql = sql;
    }

    @BeforeEach
    void one_user_has_been_loaded() throws IOException {
        for (var table : RawTable.values()) {
            write(table, table.header() + "\n");
        }
        users(USER + "\n");
        load();
    }

    private void write(RawTable table, String content) throws IOException {
        Files.writeString(directory.resolve(table.fileName()), content);
    }

    private void users(String rows) throws IOException {
        write(RawTable.USERS, RawTable.USERS.header() + "\n" + rows);
    }

    private void load() {
        new Loader(dataSource, LoadOptions.replacing()).load(CsvDirectory.at(directory));
    }

    /** Loads, and tells why that was refused; the one user of before must still be there, and every index. */
    private String refusal() {
        var refused = catchThrowableOfType(PulseException.class, this::load);
        assertThat(sql.fetchValue("select string_agg(first_name, ',') from raw.users"))
                .isEqualTo("Ann");
        assertThat(sql.fetchValue("select count(*) from pg_indexes where schemaname = 'raw' and tablename = 'users'"))
                .isEqualTo(2L);
        return String.valueOf(refused.getMessage());
    }

    @Test
    void refuses_a_value_of_the_wrong_type() throws IOException {
        users(USER + "\n" + USER.replaceFirst("1,", "x7,") + "\n" + USER + "\n");
        assertThat(refusal())
                .isEqualTo(
                        "users.csv:3, column user_id: the value \"x7\" does not fit: invalid input syntax for type bigint:"
                                + " \"x7\"" + REMEDY);
    }

    @Test
    void refuses_a_number_that_is_too_large() throws IOException {
        write(RawTable.PAYMENTS, RawTable.PAYMENTS.header() + "\n1,1,1,1,99999999999.00,USD,succeeded,paypal,,1,,,,\n");
        assertThat(refusal())
                .isEqualTo(
                        "payments.csv:2, column amount: the value \"99999999999.00\" does not fit: numeric field overflow"
                                + REMEDY);
    }

    @Test
    void refuses_what_is_no_json() throws IOException {
        write(RawTable.EVENTS, RawTable.EVENTS.header() + "\n1,1,1,page_view,2026-01-01T00:00:00Z,{oops,\n");
        assertThat(refusal())
                .isEqualTo(
                        "events.csv:2, column properties: the value \"{oops\" does not fit: invalid input syntax for type json"
                                + REMEDY);
    }

    @Test
    void refuses_a_day_that_does_not_exist() throws IOException {
        users(USER.replace("2026-01-01", "2026-02-30") + "\n");
        assertThat(refusal())
                .isEqualTo(
                        "users.csv:2, column signup_date: the value \"2026-02-30T00:00:00Z\" does not fit: date/time field"
                                + " value out of range: \"2026-02-30T00:00:00Z\"" + REMEDY);
    }

    @Test
    void refuses_null_in_a_column_that_may_not_be_null() throws IOException {
        sql.execute("alter table raw.users alter column email set not null");
        users(USER + "\n" + USER.replace("a@b.example", "") + "\n");
        assertThat(refusal())
                .isEqualTo(
                        "users.csv:3, column email: the value \"\" does not fit: null value in column \"email\" of relation"
                                + " \"users\" violates not-null constraint" + REMEDY);
    }

    @Test
    void tells_the_line_on_which_a_value_begins_behind_values_of_several_lines() throws IOException {
        var long1 = USER.replace("Acme", "\"Acme\nand\nSons\"");
        users(long1 + "\n" + long1.replace("false", "perhaps") + "\n" + USER + "\n");
        assertThat(refusal())
                .isEqualTo(
                        "users.csv:7, column is_activated: the value \"perhaps\" does not fit: invalid input syntax for type"
                                + " boolean: \"perhaps\"" + REMEDY);
    }

    @Test
    void tells_the_right_line_where_lines_end_in_carriage_return_and_line_feed() throws IOException {
        var long1 = USER.replace("Acme", "\"Acme\nand\r\nSons\"");
        write(
                RawTable.USERS,
                RawTable.USERS.header() + "\r\n" + long1 + "\r\n" + long1.replace("false", "perhaps") + "\r\n");
        assertThat(refusal()).startsWith("users.csv:7, column is_activated: the value \"perhaps\" does not fit");
    }

    @Test
    void refuses_a_short_line() throws IOException {
        users(USER + "\n1,a@b.example,Ann\n");
        assertThat(refusal())
                .isEqualTo("users.csv:3, column last_name: the line is short, with 3 of 13 values; the last is \"Ann\""
                        + REMEDY);
    }

    @Test
    void refuses_an_empty_line() throws IOException {
        users(USER + "\n\n" + USER + "\n");
        assertThat(refusal())
                .isEqualTo(
                        "users.csv:3, column email: the line is short, with 1 of 13 values; the last is \"\"" + REMEDY);
    }

    @Test
    void refuses_a_long_line() throws IOException {
        users(USER + ",one,two\n");
        assertThat(refusal())
                .isEqualTo("users.csv:2: the line is long, with 15 values for 13 columns; the first too many is \"one\""
                        + REMEDY);
    }

    @Test
    void refuses_a_quote_that_nothing_closes() throws IOException {
        users(USER + "\n" + USER.replace("Acme", "\"Acme") + "\n" + USER + "\n");
        assertThat(refusal())
                .startsWith("users.csv:3, column company: the value \"Acme,Clerk,US,")
                .endsWith("...\" begins with a quote that nothing closes" + REMEDY);
    }

    @Test
    void refuses_what_is_not_utf_8() throws IOException {
        var bytes = (RawTable.USERS.header() + "\n" + USER + "\n" + USER.replace("Ann", "Zo\u00EB") + "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        Files.write(directory.resolve("users.csv"), bytes);
        assertThat(refusal()).isEqualTo("users.csv:3, column first_name: the value \"Zo\\xEB\" is not UTF-8" + REMEDY);
    }

    @Test
    void refuses_a_nul() throws IOException {
        users(USER.replace("Ann", "An\0n") + "\n");
        assertThat(refusal()).isEqualTo("users.csv:2, column first_name: the value \"An\\x00n\" is not UTF-8" + REMEDY);
    }

    @Test
    void refuses_an_end_of_data_marker_which_would_hide_the_rest() throws IOException {
        users(USER + "\n\\.\n" + USER + "\n");
        assertThat(refusal()).isEqualTo("users.csv:3: a line that begins with \\. would end the data there" + REMEDY);
    }

    @Test
    void rolls_back_the_tables_before_the_one_that_is_refused() throws IOException {
        users(USER.replace("Ann", "Bob") + "\n");
        write(RawTable.PAYMENTS, RawTable.PAYMENTS.header() + "\n1\n");
        assertThat(refusal()).startsWith("payments.csv:2, column invoice_id: the line is short");
    }

    @Test
    void refuses_all_bad_headers_and_missing_files_at_once() throws IOException {
        write(RawTable.USERS, RawTable.USERS.header().replace("email", "mail") + "\n");
        write(RawTable.EVENTS, RawTable.EVENTS.header() + ",event_id\n");
        write(RawTable.SUBSCRIPTIONS, "");
        Files.delete(directory.resolve("sessions.csv"));
        Files.write(directory.resolve("payments.csv"), new byte[] {(byte) 0xFF, (byte) 0xFE, '\n'});
        assertThat(refusal())
                .startsWith(
                        "30 problems:\n  1. users.csv:1: the header has the unknown column \"mail\". Give the file the columns"
                                + " user_id, email, first_name,")
                .contains(" 2. users.csv:1: the header lacks the column \"email\".")
                .contains(
                        " 3. " + directory.resolve("sessions.csv")
                                + ": there is no such file. Load from a directory with the files of all five tables. [csv-missing]")
                .contains(" 4. events.csv:1: the header has the column \"event_id\" twice.")
                .contains(" 5. subscriptions.csv:1: the header lacks the column \"subscription_id\".")
                .contains("payments.csv:1: the header has the unknown column \"\uFFFD\uFFFD\".");
    }

    @Test
    void takes_columns_in_any_order_and_a_byte_order_mark() throws IOException {
        write(
                RawTable.SUBSCRIPTIONS,
                "\uFEFFplan,subscription_id,user_id,status,started_at,ended_at,monthly_value,billing_cycle,is_trial,created_at,"
                        + "updated_at\nstarter,5,1,active,2026-01-01T00:00:00Z,,29.00,monthly,false,,\n");
        load();
        assertThat(sql.fetchValue("select plan || subscription_id from raw.subscriptions"))
                .isEqualTo("starter5");
    }

    @Test
    void names_a_value_by_the_column_of_a_header_in_another_order() throws IOException {
        write(
                RawTable.SUBSCRIPTIONS,
                "plan,subscription_id,user_id,status,started_at,ended_at,monthly_value,billing_cycle,is_trial,created_at,"
                        + "updated_at\nstarter,five,1,active,,,29.00,monthly,false,,\n");
        assertThat(refusal())
                .startsWith("subscriptions.csv:2, column subscription_id: the value \"five\" does not fit");
    }
}
