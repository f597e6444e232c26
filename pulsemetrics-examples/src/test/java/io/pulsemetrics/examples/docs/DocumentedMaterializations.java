package io.pulsemetrics.examples.docs;

import static org.jooq.impl.DSL.lower;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.TableProperties;

/** What docs/materializations.md shows. */
final class DocumentedMaterializations {
    private DocumentedMaterializations() {}

    static ModelConfig stored(
            ModelConfig defaults, Column<String> COUNTRY, Column<Long> SIGNUPS, Column<Long> ACTIVATED) {
        return defaults.stored(TableProperties.none()
                .index(Index.on(COUNTRY, SIGNUPS.desc()).including(ACTIVATED))
                .index(Index.on(lower(COUNTRY)).where(SIGNUPS.gt(0L)))
                .enforcePrimaryKey()
                .fillfactor(90));
    }
}
