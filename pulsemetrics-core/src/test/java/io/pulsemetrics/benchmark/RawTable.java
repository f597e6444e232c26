package io.pulsemetrics.benchmark;

import com.google.common.collect.ImmutableList;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.stream.Stream;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.Schema;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** A raw table of the synthetic project, in the shape of jOOQ's generated classes. */
public final class RawTable extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;
    private static final Schema RAW = DSL.schema(DSL.name("raw"));

    /** The three there are. */
    public static final ImmutableList<RawTable> TABLES = Stream.of("first", "second", "third")
            .map(name -> new RawTable(DSL.name(name), null))
            .collect(ImmutableList.toImmutableList());

    public final TableField<Record, Long> ID = createField(DSL.name("id"), SQLDataType.BIGINT, this);
    public final TableField<Record, String> LABEL = createField(DSL.name("label"), SQLDataType.CLOB, this);
    public final TableField<Record, BigDecimal> AMOUNT =
            createField(DSL.name("amount"), SQLDataType.NUMERIC(12, 2), this);
    public final TableField<Record, LocalDate> DAY = createField(DSL.name("day"), SQLDataType.LOCALDATE, this);
    public final TableField<Record, Long> EVENTS = createField(DSL.name("events"), SQLDataType.BIGINT, this);

    private RawTable(Name alias, @Nullable Table<Record> aliased) {
        super(alias, aliased == null ? RAW : null, aliased);
    }

    @Override
    public RawTable as(String alias) {
        return new RawTable(DSL.name(alias), this);
    }
}
