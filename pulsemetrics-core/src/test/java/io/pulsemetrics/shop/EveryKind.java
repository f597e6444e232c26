package io.pulsemetrics.shop;

import static io.pulsemetrics.shop.Orders.ORDERS;
import static io.pulsemetrics.shop.SeedStatus.SEED_STATUS;
import static org.jooq.impl.DSL.countLarge;

import io.pulsemetrics.check.Bounds;
import io.pulsemetrics.check.Changes;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Project;
import java.time.LocalDate;
import java.util.function.Function;
import org.jooq.impl.SQLDataType;

/** A project with everything that a model can become, over {@link Orders}. */
public final class EveryKind {
    private static final Layer STAGING = Layer.views("staging", "staging");
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final Layer HISTORY = Layer.tables("history", "history");
    private static final Layer REPORTS = Layer.views("reports", "reports");

    private EveryKind() {}

    /** What a run needs to be there. */
    public static String[] sources() {
        return new String[] {
            "create schema shop",
            "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
            "insert into shop.orders values (1, 10, 5.00, '2026-03-01', 'open'), (2, 10, 4.00, '2026-03-02', 'paid')"
        };
    }

    public static final InlineModel CLEAN = InlineModel.define(STAGING, "clean", m -> {
        var o = m.source(ORDERS, "o");
        m.column("order_id", o.ORDER_ID).primaryKey();
        m.column("status", o.STATUS);
        m.column("amount", o.AMOUNT);
        m.column("ordered_at", o.ORDERED_AT);
        return select -> select.from(o);
    });

    public static final InlineModel PAID = InlineModel.define(MARTS, "paid", m -> {
        var c = m.ref(CLEAN, "c");
        m.column("order_id", c.column("order_id", Long.class));
        m.column("status", c.column("status", String.class));
        m.config(config -> config.materialized(Materialization.ephemeral()));
        return select -> select.from(c).where(c.column("status", String.class).eq("paid"));
    });

    /** Reads what is ephemeral and a seed; its keys are enforced, and it is compared with what was published before. */
    public static final InlineModel FACTS = InlineModel.define(MARTS, "facts", m -> {
        var p = m.ref(PAID, "p");
        var s = m.seed(SEED_STATUS, "s");
        var id = m.column("order_id", p.column("order_id", Long.class)).primaryKey();
        m.column("status", s.STATUS).references(() -> SEED_STATUS.STATUS).describedAs("What became of it");
        m.check(Changes.rowCountGrowth(Bounds.between(-100, 1000)));
        m.config(config -> config.describedAs("Paid orders")
                .stored(TableProperties.none()
                        .enforcePrimaryKey()
                        .enforceForeignKeys()
                        .index(Index.on(id).named("facts_by_order"))));
        return select -> select.from(p).join(s).on(s.STATUS.eq(p.column("status", String.class)));
    });

    public static final InlineModel APPENDED = incremental("appended", id -> Materialization.append());
    public static final InlineModel MERGED = incremental("merged", id -> Materialization.merge(id));
    public static final InlineModel REPLACED = incremental("replaced", id -> Materialization.deleteInsert(id));

    public static final InlineModel BY_DAY = InlineModel.define(MARTS, "by_day", m -> {
        var o = m.source(ORDERS, "o", it -> it.ORDERED_AT);
        var day = m.column("day", o.ORDERED_AT.cast(LocalDate.class)).primaryKey();
        m.column("orders", countLarge()).notNull();
        m.config(config -> config.materialized(Materialization.interval(day, Grain.DAY)));
        return select -> select.from(o).groupBy(o.ORDERED_AT.cast(LocalDate.class));
    });

    public static final InlineModel VERSIONS = InlineModel.define(HISTORY, "versions", m -> {
        var o = m.source(ORDERS, "o");
        var id = m.column("order_id", o.ORDER_ID);
        m.column("status", o.STATUS);
        var from = m.column("valid_from", SQLDataType.LOCALDATETIME);
        var to = m.column("valid_to", SQLDataType.LOCALDATETIME);
        m.config(config -> config.materialized(Materialization.snapshot(from, to, id)));
        return select -> select.from(o);
    });

    public static final InlineModel NOW = InlineModel.define(MARTS, "now", m -> {
        var v = m.current(VERSIONS, "v");
        m.column("order_id", v.column("order_id", Long.class)).primaryKey();
        return select -> select.from(v);
    });

    public static final InlineModel STORED = InlineModel.define(MARTS, "stored", m -> {
        var f = m.ref(FACTS, "f");
        var id = m.column("order_id", f.column("order_id", Long.class));
        m.config(config -> config.materialized(Materialization.materializedView())
                .stored(TableProperties.none().index(Index.on(id))));
        return select -> select.from(f);
    });

    /** Reads a materialized view and a table that stays in place. */
    public static final InlineModel REPORT = InlineModel.define(REPORTS, "report", m -> {
        var s = m.ref(STORED, "s");
        var g = m.ref(MERGED, "g");
        m.column("order_id", s.column("order_id", Long.class));
        m.column("merged_status", g.column("status", String.class));
        return select ->
                select.from(s).join(g).on(g.column("order_id", Long.class).eq(s.column("order_id", Long.class)));
    });

    /** All of them. */
    public static Project project() {
        return Project.of(
                SEED_STATUS, CLEAN, PAID, FACTS, APPENDED, MERGED, REPLACED, BY_DAY, VERSIONS, NOW, STORED, REPORT);
    }

    private static InlineModel incremental(String name, Function<Column<Long>, Incremental> how) {
        return InlineModel.define(MARTS, name, m -> {
            var o = m.source(ORDERS, "o", it -> it.ORDERED_AT);
            var id = m.column("order_id", o.ORDER_ID).primaryKey();
            m.column("status", o.STATUS);
            m.config(config -> config.materialized(how.apply(id)));
            return select -> select.from(o);
        });
    }
}
