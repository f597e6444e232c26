package io.pulsemetrics.generator.damage;

import static io.pulsemetrics.models.raw.Tables.EVENTS;
import static io.pulsemetrics.models.raw.Tables.PAYMENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.generator.simulation.Scenario;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest(migrations = "classpath:db/migration", historySchema = "raw")
class DamageTest {
    private static final Way NEGATIVE = Way.named("negative-payments");
    private static final Way ZERO = Way.named("zero-payments");

    private static void load(DataSource database) {
        SyntheticData.of(new Scenario(150, 3, LocalDate.of(2026, 6, 17), 4))
                .loadInto(database, LoadOptions.replacing());
    }

    @Test
    void there_are_more_than_25_ways_each_with_a_name_of_its_own() {
        assertThat(Way.all()).hasSizeGreaterThan(25).doesNotHaveDuplicates();
    }

    @Test
    void takes_the_rows_that_the_manifest_names_and_no_others(DataSource database, DSLContext sql) {
        load(database);
        var before = sql.fetchCount(PAYMENTS);

        var manifest = Damage.of(NEGATIVE, ZERO).withRows(4).inflict(database);

        assertThat(manifest.count(NEGATIVE)).isEqualTo(4);
        assertThat(manifest.of(NEGATIVE)).singleElement().satisfies(entry -> {
            assertThat(entry.table()).isEqualTo("payments");
            assertThat(entry.keys()).isSorted();
            assertThat(sql.select(PAYMENTS.PAYMENT_ID)
                            .from(PAYMENTS)
                            .where(PAYMENTS.AMOUNT.lt(BigDecimal.ZERO), PAYMENTS.STATUS.eq("succeeded"))
                            .orderBy(PAYMENTS.PAYMENT_ID)
                            .fetch(PAYMENTS.PAYMENT_ID))
                    .isEqualTo(entry.keys());
        });
        assertThat(sql.fetchCount(PAYMENTS)).isEqualTo(before);
        assertThat(sql.fetchCount(PAYMENTS, PAYMENTS.AMOUNT.eq(BigDecimal.ZERO)))
                .isEqualTo(4);
    }

    @Test
    void takes_the_same_rows_again_and_others_with_another_seed(DataSource database, DSLContext sql) {
        load(database);
        var first = Damage.of(NEGATIVE).inflict(database);
        load(database);
        var second = Damage.of(NEGATIVE).inflict(database);
        load(database);
        var other = Damage.of(NEGATIVE).withSeed(2).inflict(database);

        assertThat(second).isEqualTo(first);
        assertThat(other.entries().getFirst().keys())
                .isNotEqualTo(first.entries().getFirst().keys());
    }

    @Test
    void takes_no_row_twice(DataSource database) {
        load(database);

        var manifest = Damage.of(Way.all().stream()
                        .filter(way -> !way.name().equals("missing-day"))
                        .toList())
                .inflict(database);

        var seen = new HashSet<String>();
        for (var entry : manifest.entries()) {
            for (var key : entry.keys()) {
                assertThat(seen.add(entry.table() + key))
                        .as(entry.way() + " " + key)
                        .isTrue();
            }
        }
    }

    @Test
    void loses_the_busiest_day_and_keeps_the_days_around_it(DataSource database, DSLContext sql) {
        load(database);
        var day = DSL.field("({0} at time zone 'UTC')::date", LocalDate.class, EVENTS.EVENT_TIMESTAMP);
        var days = ImmutableList.copyOf(
                sql.selectDistinct(day).from(EVENTS).orderBy(day).fetch(day));

        var manifest = Damage.of(Way.named("missing-day")).inflict(database);

        var left = sql.selectDistinct(day).from(EVENTS).orderBy(day).fetch(day);
        assertThat(left).hasSize(days.size() - 1);
        assertThat(manifest.count(Way.named("missing-day"))).isGreaterThan(10);
    }

    @Test
    void writes_a_manifest(DataSource database, @TempDir Path directory) throws IOException {
        load(database);
        var file = directory.resolve("damage.jsonl");

        var manifest = Damage.of(NEGATIVE).withRows(2).inflict(database);
        manifest.writeTo(file);

        var keys = manifest.entries().getFirst().keys();
        assertThat(Files.readString(file))
                .isEqualTo(
                        "{\"way\":\"negative-payments\",\"description\":\"payments that succeeded, with a negative amount\","
                                + "\"handling\":\"caught by fct_payments.only_refunds_are_negative\",\"seed\":1,\"table\":\"payments\",\"count\":2,"
                                + "\"keys\":[%d,%d]}\n".formatted(keys.get(0), keys.get(1)));
    }

    @Test
    void knows_no_other_way() {
        assertThatThrownBy(() -> Way.named("bad-hair"))
                .hasMessageStartingWith(
                        "bad-hair: there is no such way to damage data. Use some of: duplicate-rows, landed-again, ");
    }

    @Test
    void says_so_where_nothing_is_loaded(DataSource database) {
        assertThat(Damage.of(NEGATIVE).inflict(database).count(NEGATIVE)).isZero();
    }
}
