package io.pulsemetrics.models.staging;

import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.trim;

import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.models.Layers;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.Table;
import org.jooq.TableField;

/**
 * A model of the {@linkplain Layers#STAGING staging layer}: a view in schema {@code staging} over one raw table, if
 * the model does not say otherwise.
 *
 * <p>It has one row per key, the row of the latest {@link Version}. Of rows with one version the one that landed last is taken,
 * and of rows that landed together the first in the order of all its columns: rows that still tie look the same, so
 * that the choice never shows. A row without a key cannot be one row per key: it is left out, and a check of severity
 * {@code WARN} counts such rows.
 *
 * @param <S> the class itself
 */
public abstract class Staging<S extends Staging<S>> extends Model<S> {
    protected Staging(As as, Function<As, S> maker) {
        super(as, maker, Layers.STAGING);
    }

    /**
     * What tells a raw row and its age.
     *
     * @param key names one thing
     * @param changedAt the instant of the row's version; null where the source did not say
     * @param loadedAt the instant at which the row landed; stands in where the source did not say
     */
    protected record Version(
            TableField<?, Long> key, Field<OffsetDateTime> changedAt, TableField<?, OffsetDateTime> loadedAt) {
        private Field<OffsetDateTime> instant() {
            return coalesce(changedAt, loadedAt);
        }
    }

    /** What tells the rows of the raw table. */
    protected abstract Version version();

    /** The raw table, as the model aliased it. */
    protected abstract Table<?> raw();

    @Override
    protected final Select<?> query(SelectSelectStep<Record> select) {
        var version = version();
        List<OrderField<?>> order = new ArrayList<>(List.of(
                version.key(), version.instant().desc(), version.loadedAt().desc()));
        columns().stream().map(Column::expression).filter(Objects::nonNull).forEach(order::add);
        return select.distinctOn(version.key())
                .from(raw())
                .where(version.key().isNotNull())
                .orderBy(order);
    }

    @Override
    protected final List<Check> checks() {
        return List.of(new RowsWithoutKey(this).warn());
    }

    /** A code in its one spelling: trimmed and in lower case; NULL where nothing is left. */
    protected static Field<String> code(Field<String> raw) {
        return lower(text(raw));
    }

    /** A text without blanks around it; NULL where nothing is left. */
    protected static Field<String> text(Field<String> raw) {
        return nullif(trim(raw), inline(""));
    }
}
