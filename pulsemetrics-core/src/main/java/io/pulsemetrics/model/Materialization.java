package io.pulsemetrics.model;

/** What a model becomes in the database. */
public sealed interface Materialization {

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
}
