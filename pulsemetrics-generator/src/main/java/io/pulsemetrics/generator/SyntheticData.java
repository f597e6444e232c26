package io.pulsemetrics.generator;

import static java.util.Objects.requireNonNull;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.generator.load.Loader;
import io.pulsemetrics.generator.rows.ChunkFeed;
import io.pulsemetrics.generator.rows.CsvDirectory;
import io.pulsemetrics.generator.rows.Progress;
import io.pulsemetrics.generator.rows.RowCounts;
import io.pulsemetrics.generator.simulation.Identities;
import io.pulsemetrics.generator.simulation.Scenario;
import io.pulsemetrics.generator.simulation.Simulation;
import io.pulsemetrics.generator.truth.Truth;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/**
 * The data of a scenario: as files, as rows of the raw tables, and the figures that the models must find in it.
 *
 * <pre>{@code
 * var data = SyntheticData.of(Scenario.endingOn(LocalDate.of(2026, 6, 30)));
 * data.loadInto(dataSource, LoadOptions.replacing());
 * data.truth().days().get(LocalDate.of(2026, 6, 30)).monthlyActiveUsers();
 * }</pre>
 *
 * No row is kept: each call simulates anew, in memory that does not grow with the number of users. Equal scenarios give equal bytes
 * whatever the number of threads. Immutable and thread-safe.
 */
public final class SyntheticData {
    private final Simulation simulation;
    private final CompletableFuture<Identities> identities;
    private final int threads;

    private SyntheticData(Simulation simulation, CompletableFuture<Identities> identities, int threads) {
        this.simulation = simulation;
        this.identities = identities;
        this.threads = threads;
    }

    /**
     * The data of a scenario, made by as many threads as there are processors. Users' names are invented from now on, in the background:
     * a program that has other things to start does that in between.
     */
    public static SyntheticData of(Scenario scenario) {
        return new SyntheticData(
                new Simulation(scenario),
                Identities.inBackground(scenario.seed()),
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * The same data, made by another number of threads.
     *
     * @throws IllegalArgumentException below 1
     */
    public SyntheticData withThreads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("data is made by at least one thread, not " + count);
        }
        return new SyntheticData(simulation, identities, count);
    }

    /** What is simulated. */
    public Scenario scenario() {
        return simulation.scenario();
    }

    /**
     * Writes the five CSV files; see {@link CsvDirectory#write}.
     *
     * @return the rows written
     * @throws PulseException {@link ErrorCode#OUTPUT_NOT_WRITABLE}
     */
    public RowCounts writeTo(Path directory, Progress progress) {
        return CsvDirectory.at(directory).write(feed(), requireNonNull(progress));
    }

    /**
     * Loads the same rows straight into the raw tables; see {@link Loader#load(ChunkFeed)}. Files that were written before are loaded
     * with {@link Loader#load(CsvDirectory)}.
     *
     * @return the rows loaded
     * @throws PulseException {@link ErrorCode#LOAD_LOCKED}, {@link ErrorCode#LOAD_FAILED}
     */
    public RowCounts loadInto(DataSource dataSource, LoadOptions options) {
        return new Loader(dataSource, options).load(feed());
    }

    /** What the models must find, worked out without any SQL. Takes about as long as {@link #writeTo} does without the disk. */
    public Truth truth() {
        return Truth.of(simulation, threads);
    }

    private ChunkFeed feed() {
        return new ChunkFeed(simulation, identities, threads);
    }
}
