package io.pulsemetrics.faults;

import java.time.LocalDateTime;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** {@code raw.facts}: 100 rows, all of one version, which is a new one for each run. */
final class Facts extends TableImpl<Record> {
    static final Facts FACTS = new Facts(DSL.name("facts"), null);
    static final int ROWS = 100;
    private static final long serialVersionUID = 1L;

    final transient TableField<Record, Long> ID = createField(DSL.name("id"), SQLDataType.BIGINT, this);
    final transient TableField<Record, Long> VERSION = createField(DSL.name("version"), SQLDataType.BIGINT, this);
    final transient TableField<Record, LocalDateTime> HAPPENED_AT =
            createField(DSL.name("happened_at"), SQLDataType.LOCALDATETIME, this);
    final transient TableField<Record, LocalDateTime> LOADED_AT =
            createField(DSL.name("loaded_at"), SQLDataType.LOCALDATETIME, this);

    private Facts(Name alias, @Nullable Table<Record> aliased) {
        super(alias, aliased == null ? DSL.schema(DSL.name("raw")) : null, aliased);
    }

    @Override
    public Facts as(String alias) {
        return new Facts(DSL.name(alias), this);
    }
}
