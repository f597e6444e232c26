package io.pulsemetrics.run;

import static io.pulsemetrics.shop.Changes.CHANGES;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Random;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The rows of one history in the source, and what may happen to them between two runs. */
final class History {
    final DSLContext sql;
    final int number;
    final Random random;
    /** How late rows may come. */
    final Duration late;

    LocalDateTime now;
    LocalDateTime lastRun;

    /** @param number tells its rows from those of other histories */
    History(DSLContext sql, int number, long seed, LocalDateTime beginning) {
        this.sql = sql;
        this.number = number;
        this.random = new Random(seed);
        this.late = random.nextInt(4) == 0 ? Duration.ZERO : Duration.ofMinutes(random.nextInt(48 * 60));
        this.now = beginning;
        this.lastRun = beginning;
    }

    /** Some time before now that no run has settled. */
    LocalDateTime time() {
        return time(late);
    }

    /** Some time before now, so much before the last run at the earliest. */
    LocalDateTime time(Duration before) {
        var earliest = lastRun.minus(before);
        long seconds = Duration.between(earliest, now).toSeconds();
        return earliest.plusSeconds(random.nextLong(seconds));
    }

    /** One of a few, so that they come again and again. */
    @Nullable
    Long key() {
        return random.nextInt(6) == 0 ? null : (long) random.nextInt(5);
    }

    void insert(@Nullable Long key, LocalDateTime happened, LocalDateTime loaded, boolean gone) {
        sql.insertInto(CHANGES)
                .columns(
                        CHANGES.ID,
                        CHANGES.K,
                        CHANGES.V,
                        CHANGES.HAPPENED_AT,
                        CHANGES.LOADED_AT,
                        CHANGES.GONE,
                        CHANGES.HISTORY)
                .values(random.nextLong(), key, random.nextLong(100), happened, loaded, gone, number)
                .execute();
    }

    Condition mine() {
        return CHANGES.HISTORY.eq(number);
    }

    /** That a table has the rows of a query and no others, each as often. */
    void same(String table, String expected) {
        var query =
                "select count(*) from ((table expected except all table actual) union all (table actual except all table expected)) d";
        var actual = "select * from marts." + table;
        var differences = sql.fetchSingle("with expected as (%s), actual as (%s) %s".formatted(expected, actual, query))
                .get(0, Long.class);
        assertThat(differences)
                .as(() -> "expected %s%nactual %s"
                        .formatted(
                                sql.fetch(expected).format(), sql.fetch(actual).format()))
                .isZero();
    }
}
