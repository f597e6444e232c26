package io.pulsemetrics.faults;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Seed;
import org.jooq.impl.SQLDataType;

/** Two rows that never change, in a table that each run replaces. */
final class SeedKinds extends Seed<SeedKinds> {
    static final SeedKinds SEED_KINDS = new SeedKinds(root());
    private static final long serialVersionUID = 1L;

    final transient Column<Long> KIND = column("kind", SQLDataType.BIGINT).primaryKey();
    final transient Column<String> NAME = column("name", SQLDataType.VARCHAR);

    private SeedKinds(As as) {
        super(as, SeedKinds::new, Layer.tables("marts", "marts"), "kinds.csv");
    }
}
