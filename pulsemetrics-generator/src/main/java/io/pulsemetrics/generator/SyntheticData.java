package io.pulsemetrics.generator;

import static java.util.Objects.requireNonNull;

import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.generator.csv.ChunkFeed;
import io.pulsemetrics.generator.csv.CsvDirectory;
import io.pulsemetrics.generator.csv.Progress;
import io.pulsemetrics.generator.csv.RowCounts;
import io.pulsemetrics.generator.load.LoadOptions;
import io.pulsemetrics.generator.load.Loader;
import io.pulsemetrics.generator.simulation.Scenario;
import io.pulsemetrics.generator.simulation.Simulation;
import io.pulsemetrics.generator.truth.Truth;
import java.nio.file.Path;
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
 * Nothing is kept: each call simulates anew, in memory that does not grow with the number of users. Equal scenarios give equal bytes
 * whatever the number of threads. Immutable and thread-safe.
 */
public final class SyntheticData {
    private final Simulation simulation;
    private final int threads;

    private SyntheticData(Simulation simulation, int threads) {
        this.simulation = simulation;
        this.threads = threads;
    }

    /** The data of a scenario, made by as many threads as there are processors. */
    public static SyntheticData of(Scenario scenario) {
        return new SyntheticData(new Simulation(scenario), Runtime.getRuntime().availableProcessors());
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
        return new SyntheticData(simulation, count);
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
        return CsvDirectory.at(directory).write(new ChunkFeed(simulation, threads), requireNonNull(progress));
    }

    /**
     * Loads the same rows straight into the raw tables; see {@link Loader#load(ChunkFeed)}. Files that were written before are loaded
     * with {@link Loader#load(CsvDirectory)}.
     *
     * @return the rows loaded
     * @throws PulseException {@link ErrorCode#LOAD_LOCKED}, {@link ErrorCode#LOAD_FAILED}
     */
    public RowCounts loadInto(DataSource dataSource, LoadOptions options) {
        return new Loader(dataSource, options).load(new ChunkFeed(simulation, threads));
    }

    /** What the models must find, worked out without any SQL. Takes about as long as {@link #writeTo} does without the disk. */
    public Truth truth() {
        return Truth.of(simulation, threads);
    }
}
