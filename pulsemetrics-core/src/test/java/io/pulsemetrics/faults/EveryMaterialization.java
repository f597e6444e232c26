package io.pulsemetrics.faults;

import static io.pulsemetrics.faults.Facts.FACTS;
import static io.pulsemetrics.faults.SeedKinds.SEED_KINDS;

import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Time;
import io.pulsemetrics.project.Project;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.function.Function;
import org.jooq.TableField;
import org.jooq.impl.SQLDataType;

/**
 * A project with every materialization. All relations say which version of the source they are of; what is published together must be of
 * one version.
 */
final class EveryMaterialization {
    private static final Layer MARTS = Layer.tables("marts", "marts");
    private static final Layer HISTORY = Layer.tables("history", "history");

    private static final InlineModel EPHEMERAL = InlineModel.define(MARTS, "e_facts", m -> {
        var f = m.source(FACTS, "f");
        m.column("id", f.ID);
        m.column("version", f.VERSION);
        m.config(config -> config.materialized(Materialization.ephemeral()));
        return select -> select.from(f);
    });
    private static final InlineModel TABLE = InlineModel.define(MARTS, "t_facts", m -> {
        var e = m.ref(EPHEMERAL, "e");
        var k = m.seed(SEED_KINDS, "k");
        m.column("id", e.column("id", Long.class)).primaryKey();
        m.column("version", e.column("version", Long.class)).notNull();
        m.column("kind", k.NAME).notNull();
        return select ->
                select.from(e).join(k).on(k.KIND.eq(e.column("id", Long.class).mod(2)));
    });
    private static final InlineModel VIEW = derived("v_facts", TABLE, Materialization.view());
    private static final InlineModel MATERIALIZED = derived("m_facts", TABLE, Materialization.materializedView());
    private static final InlineModel MERGED = incremental(
            "merged", f -> f.LOADED_AT, id -> Materialization.merge(id).lookback(Duration.ofDays(3)));
    private static final InlineModel REPLACED = incremental(
            "replaced", f -> f.LOADED_AT, id -> Materialization.deleteInsert(id).lookback(Duration.ofDays(3)));
    private static final InlineModel APPENDED =
            incremental("appended", f -> f.LOADED_AT, id -> Materialization.append());
    private static final InlineModel BY_DAY = InlineModel.define(MARTS, "by_day", m -> {
        var f = m.source(FACTS, "f", t -> t.HAPPENED_AT);
        m.column("id", f.ID);
        m.column("version", f.VERSION);
        var day = m.column("day", Time.day(f.HAPPENED_AT));
        m.config(config -> config.materialized(Materialization.interval(day, Grain.DAY)
                .beginningAt(LocalDateTime.of(2026, 1, 1, 0, 0))
                .lookback(Duration.ofDays(30_000))
                .batch(4)));
        return select -> select.from(f);
    });
    private static final InlineModel OF_MERGED = derived("of_merged", MERGED, Materialization.table());
    private static final InlineModel SNAPSHOT = InlineModel.define(HISTORY, "versions", m -> {
        var f = m.source(FACTS, "f");
        var id = m.column("id", f.ID);
        m.column("version", f.VERSION);
        var from = m.column("valid_from", SQLDataType.LOCALDATETIME);
        var to = m.column("valid_to", SQLDataType.LOCALDATETIME);
        m.config(config -> config.materialized(Materialization.snapshot(from, to, id)));
        return select -> select.from(f);
    });

    static final Project PROJECT = Project.of(
            SEED_KINDS, EPHEMERAL, TABLE, VIEW, MATERIALIZED, MERGED, REPLACED, APPENDED, BY_DAY, OF_MERGED, SNAPSHOT);

    private EveryMaterialization() {}

    private static InlineModel derived(String name, InlineModel from, Materialization materialization) {
        return InlineModel.define(MARTS, name, m -> {
            var t = m.ref(from, "t");
            m.column("id", t.column("id", Long.class));
            m.column("version", t.column("version", Long.class));
            m.config(config -> config.materialized(materialization));
            return select -> select.from(t);
        });
    }

    private static InlineModel incremental(
            String name,
            Function<Facts, TableField<?, ?>> time,
            Function<Column<Long>, Materialization> materialization) {
        return InlineModel.define(MARTS, name, m -> {
            var f = m.source(FACTS, "f", time);
            var id = m.column("id", f.ID);
            m.column("version", f.VERSION);
            m.config(config -> config.materialized(materialization.apply(id)));
            return select -> select.from(f);
        });
    }
}
