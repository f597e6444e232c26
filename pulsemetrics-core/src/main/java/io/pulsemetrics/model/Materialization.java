package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;

/** What a model becomes in the database. */
public sealed interface Materialization
        permits Materialization.View,
                Materialization.StoredTable,
                Materialization.Ephemeral,
                Materialization.MaterializedView,
                Incremental,
                Snapshot {

    /** The word for it in selectors, messages and artifacts. */
    String label();

    /** A view: {@code CREATE VIEW .. AS}. It costs nothing to build and is computed each time it is read. */
    static Materialization view() {
        return View.INSTANCE;
    }

    /** A table, built anew by each run: {@code CREATE TABLE .. AS}. */
    static Materialization table() {
        return StoredTable.INSTANCE;
    }

    /** Nothing of its own: its query stands, as a derived table, in the queries of the models that read it. */
    static Materialization ephemeral() {
        return Ephemeral.INSTANCE;
    }

    /** A materialized view, built anew by each run; others may refresh it in between. */
    static Materialization materializedView() {
        return MaterializedView.INSTANCE;
    }

    /** A table to which each run adds the rows that were loaded since the last one. */
    static Incremental append() {
        return Incremental.of(new Incremental.Append(Duration.ZERO));
    }

    /** A table in which each run replaces all rows of the keys that its new rows have. NULL is a key, too. */
    static Incremental deleteInsert(Column<?>... key) {
        return Incremental.of(new Incremental.DeleteInsert(ImmutableList.copyOf(key)));
    }

    /** A table in which each run updates the rows of the keys that its new rows have, and adds those that are not there yet. */
    static Incremental merge(Column<?>... key) {
        return Incremental.of(new Incremental.Merge(ImmutableList.copyOf(key), Optional.empty(), Optional.empty()));
    }

    /**
     * A table that each run computes interval by interval: those that are missing, and those that late data may still change.
     *
     * @param eventTime the column that says which interval a row is of: a date or a timestamp
     */
    static Incremental interval(Column<?> eventTime, Grain grain) {
        return Incremental.of(new Incremental.ByInterval(eventTime, grain, 1_000, Optional.empty()));
    }

    /**
     * A table that keeps the history of its rows.
     *
     * @param validFrom declared by its type alone: the instant from which a version of a row holds
     * @param validTo the instant up to which it held; NULL for the current version
     */
    static Snapshot snapshot(Column<LocalDateTime> validFrom, Column<LocalDateTime> validTo, Column<?>... key) {
        return Snapshot.of(validFrom, validTo, ImmutableList.copyOf(key));
    }

    /** See {@link #view()}. */
    enum View implements Materialization {
        INSTANCE;

        @Override
        public String label() {
            return "view";
        }
    }

    /** See {@link #table()}. */
    enum StoredTable implements Materialization {
        INSTANCE;

        @Override
        public String label() {
            return "table";
        }
    }

    /** See {@link #ephemeral()}. */
    enum Ephemeral implements Materialization {
        INSTANCE;

        @Override
        public String label() {
            return "ephemeral";
        }
    }

    /** See {@link #materializedView()}. */
    enum MaterializedView implements Materialization {
        INSTANCE;

        @Override
        public String label() {
            return "materialized_view";
        }
    }
}
