package io.pulsemetrics.shop;

import java.time.LocalDateTime;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** {@code shop.changes}: a source whose rows happen at one time and are loaded at another. */
public final class Changes extends TableImpl<Record> {
    public static final Changes CHANGES = new Changes(DSL.name("changes"), null);
    private static final long serialVersionUID = 1L;

    public final transient TableField<Record, Long> ID = createField(DSL.name("id"), SQLDataType.BIGINT, this);
    public final transient TableField<Record, Long> K = createField(DSL.name("k"), SQLDataType.BIGINT, this);
    public final transient TableField<Record, Long> V = createField(DSL.name("v"), SQLDataType.BIGINT, this);
    public final transient TableField<Record, LocalDateTime> HAPPENED_AT =
            createField(DSL.name("happened_at"), SQLDataType.LOCALDATETIME, this);
    public final transient TableField<Record, LocalDateTime> LOADED_AT =
            createField(DSL.name("loaded_at"), SQLDataType.LOCALDATETIME, this);
    public final transient TableField<Record, Boolean> GONE = createField(DSL.name("gone"), SQLDataType.BOOLEAN, this);

    public final transient TableField<Record, Integer> HISTORY =
            createField(DSL.name("history"), SQLDataType.INTEGER, this);

    private Changes(Name alias, @Nullable Table<Record> aliased) {
        super(alias, aliased == null ? DSL.schema(DSL.name("shop")) : null, aliased);
    }

    @Override
    public Changes as(String alias) {
        return new Changes(DSL.name(alias), this);
    }
}
