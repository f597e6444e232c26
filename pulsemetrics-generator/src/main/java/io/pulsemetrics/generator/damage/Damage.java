package io.pulsemetrics.generator.damage;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.util.Collection;
import javax.sql.DataSource;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/**
 * Damages rows of the raw tables in named ways.
 *
 * <pre>{@code
 * var manifest = Damage.of(Way.named("negative-payments"), Way.named("padded-codes")).inflict(dataSource);
 * manifest.count(Way.named("negative-payments")); // 3
 * }</pre>
 *
 * <p>Which rows are taken depends on the seed, the way and the rows' keys alone; no row is taken by two ways. Immutable.
 *
 * @param ways in the order in which they come
 * @param seed another number takes other rows
 * @param rows how many rows of a table a way takes, as far as there are rows for it; a way that is about a day takes all of it
 */
public record Damage(ImmutableSet<Way> ways, long seed, int rows) {
    /** How many rows are taken unless it is said. */
    public static final int DEFAULT_ROWS = 3;

    /** Checks the bounds. */
    public Damage {
        if (rows < 1) {
            throw new IllegalArgumentException("a way takes at least one row, not " + rows);
        }
    }

    /** Damage in these ways, a few rows each. */
    public static Damage of(Way... ways) {
        return of(ImmutableList.copyOf(ways));
    }

    /** Damage in these ways, a few rows each. */
    public static Damage of(Collection<Way> ways) {
        return new Damage(ImmutableSet.copyOf(ways), 1, DEFAULT_ROWS);
    }

    /** The same with another seed. */
    public Damage withSeed(long other) {
        return new Damage(ways, other, rows);
    }

    /** The same with another number of rows. */
    public Damage withRows(int count) {
        return new Damage(ways, seed, count);
    }

    /**
     * Does it, in one transaction that locks the raw tables against other writers.
     *
     * @param dataSource of a database whose raw schema is migrated and loaded
     * @throws PulseException {@link ErrorCode#LOAD_FAILED}: nothing was damaged
     */
    public Manifest inflict(DataSource dataSource) {
        try {
            return DSL.using(dataSource, SQLDialect.POSTGRES)
                    .transactionResult(configuration -> new Infliction(configuration.dsl(), this).run());
        } catch (DataAccessException e) {
            throw PulseException.of(
                    ErrorCode.LOAD_FAILED,
                    "schema raw",
                    "nothing was damaged: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    "Load data first with ./pulse load or ./pulse generate, and look at PostgreSQL's message",
                    e);
        }
    }
}
