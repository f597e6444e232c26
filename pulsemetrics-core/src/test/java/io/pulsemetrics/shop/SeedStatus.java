package io.pulsemetrics.shop;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.TableProperties;
import org.jooq.impl.SQLDataType;

/** What an order can be. */
public final class SeedStatus extends Seed<SeedStatus> {
    private static final long serialVersionUID = 1L;
    public static final SeedStatus SEED_STATUS = new SeedStatus(root());

    private SeedStatus(As as) {
        super(as, SeedStatus::new, Layer.tables("reference", "reference"), "status.csv");
    }

    public final Column<String> STATUS = column("status", SQLDataType.CLOB).primaryKey();
    public final Column<Boolean> IS_FINAL =
            column("is_final", SQLDataType.BOOLEAN).notNull();

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return defaults.stored(TableProperties.none().enforcePrimaryKey());
    }
}
