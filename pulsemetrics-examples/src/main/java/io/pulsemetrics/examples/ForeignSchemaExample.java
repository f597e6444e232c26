package io.pulsemetrics.examples;

import io.pulsemetrics.devkit.PostgresServer;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.select.Selector;
import java.math.BigDecimal;
import java.time.LocalDate;
import javax.sql.DataSource;
import org.jooq.Name;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/**
 * On a schema that is not ours: tables that another program made and fills, with names as it likes them, no migrations, no
 * generated classes. The columns that are read are declared by hand; the types are compared with the real ones before
 * anything is built.
 */
public final class ForeignSchemaExample {
    private ForeignSchemaExample() {}

    /** The other program's invoices: only what is read from them. */
    static final class Invoices extends TableImpl<Record> {
        private static final long serialVersionUID = 1L;

        static final Invoices INVOICES = new Invoices(DSL.name("Invoice Lines"), null);

        final TableField<Record, Integer> CUSTOMER = createField(DSL.name("Customer No."), SQLDataType.INTEGER, this);
        final TableField<Record, LocalDate> BOOKED = createField(DSL.name("booked"), SQLDataType.LOCALDATE, this);
        final TableField<Record, BigDecimal> NET = createField(DSL.name("net"), SQLDataType.NUMERIC, this);

        private Invoices(Name alias, @Nullable Table<Record> aliased) {
            super(alias, aliased == null ? DSL.schema(DSL.name("Billing")) : null, aliased);
        }

        @Override
        public Invoices as(String alias) {
            return new Invoices(DSL.name(alias), this);
        }
    }

    /** Turnover by customer. */
    static final InlineModel TURNOVER = InlineModel.define(Layer.tables("reports", "reports"), "turnover", m -> {
        var i = m.source(Invoices.INVOICES, "i");
        m.column("customer", i.CUSTOMER).primaryKey();
        m.column("net", DSL.sum(i.NET)).notNull();
        m.column("last_booked", DSL.max(i.BOOKED));
        return select -> select.from(i).groupBy(i.CUSTOMER);
    });

    /** What the other program did. */
    static void createForeignTables(DataSource db) {
        DSL.using(db, SQLDialect.POSTGRES).execute("""
                create schema "Billing";
                create table "Billing"."Invoice Lines" (
                    "Customer No." integer, booked date, net numeric(10, 2), "Remark" text);
                insert into "Billing"."Invoice Lines" values
                    (7, '2026-01-31', 100.00, null), (7, '2026-02-28', 120.50, 'late'), (8, '2026-02-28', 10.00, null);
                """);
    }

    static RunResult build(DataSource db) {
        return ModelRunner.of(Project.of(TURNOVER), db).run(Selector.all());
    }

    public static void main(String[] args) {
        try (var server = PostgresServer.embedded()) {
            var db = server.dataSource(server.createDatabase());
            createForeignTables(db);
            build(db);
            System.out.println(
                    DSL.using(db, SQLDialect.POSTGRES).selectFrom(TURNOVER).fetch());
        }
    }
}
