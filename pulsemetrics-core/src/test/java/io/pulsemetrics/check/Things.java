package io.pulsemetrics.check;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;

/** A table with a column of each type that checks look at, and two more of the same shape. */
final class Things extends TableImpl<Record> {
    private static final long serialVersionUID = 1L;

    static final Things THINGS = new Things(DSL.name("things"));
    static final Things OTHERS = new Things(DSL.name("others"));

    final TableField<Record, Integer> ID = createField(DSL.name("id"), SQLDataType.INTEGER, this);
    final TableField<Record, Integer> X = createField(DSL.name("x"), SQLDataType.INTEGER, this);
    final TableField<Record, Integer> Y = createField(DSL.name("y"), SQLDataType.INTEGER, this);
    final TableField<Record, BigDecimal> N = createField(DSL.name("n"), SQLDataType.NUMERIC, this);
    final TableField<Record, String> S = createField(DSL.name("s"), SQLDataType.CLOB, this);
    final TableField<Record, String> G = createField(DSL.name("g"), SQLDataType.CLOB, this);
    final TableField<Record, Boolean> B = createField(DSL.name("b"), SQLDataType.BOOLEAN, this);
    final TableField<Record, LocalDate> D = createField(DSL.name("d"), SQLDataType.LOCALDATE, this);
    final TableField<Record, LocalDate> E = createField(DSL.name("e"), SQLDataType.LOCALDATE, this);
    final TableField<Record, LocalDateTime> AT = createField(DSL.name("at"), SQLDataType.LOCALDATETIME, this);

    private Things(Name name) {
        super(name, DSL.schema(DSL.name("stock")));
    }
}
