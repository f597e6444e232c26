package io.pulsemetrics.models.staging;

import static java.util.stream.Collectors.joining;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.localDateTimeAdd;
import static org.jooq.impl.DSL.lower;
import static org.jooq.impl.DSL.nullif;
import static org.jooq.impl.DSL.trim;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.models.Layers;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jooq.DatePart;
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
    private static final LocalDateTime EARLIEST = LocalDateTime.of(1970, 1, 1, 0, 0);
    private static final LocalDateTime LATEST = LocalDateTime.of(9999, 12, 31, 0, 0);

    /**
     * What nobody sees: blank, control characters, no-break space, soft hyphen, zero-width space, non-joiner and joiner, word joiner, byte
     * order mark. (PostgreSQL's texts have no character 0.)
     */
    private static final String INVISIBLE = " "
            + IntStream.rangeClosed(0x01, 0x1F).mapToObj(Character::toString).collect(joining())
            + "\u007F\u00A0\u00AD\u200B\u200C\u200D\u2060\uFEFF";

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
        return ImmutableList.<Check>builder()
                .add(new RowsWithoutKey(this).warn())
                .addAll(ownChecks())
                .build();
    }

    /** What must hold of the rows, beside what the columns say and that each raw row has a key. */
    protected List<Check> ownChecks() {
        return List.of();
    }

    /** An instant that can be: not infinite, and not from before there were such products. */
    protected static Check possible(Field<LocalDateTime> instant) {
        return Check.range(instant, EARLIEST, LATEST);
    }

    /**
     * The source cannot have recorded what had not yet happened. An hour is allowed for clocks that differ. What is dated in the future
     * would else be left out, silently, by everything that looks up to as-of.
     */
    protected static Check recordedAfterItHappened(Field<LocalDateTime> happened, Field<LocalDateTime> recorded) {
        return Check.expression(
                "recorded_after_it_happened",
                happened.le(localDateTimeAdd(recorded, inline(1), DatePart.HOUR)),
                happened,
                recorded);
    }

    /** A code in its one spelling: trimmed and in lower case; NULL where nothing is left. */
    protected static Field<String> code(Field<String> raw) {
        return lower(text(raw));
    }

    /** A text without blanks and invisible characters around it; NULL where nothing is left. */
    protected static Field<String> text(Field<String> raw) {
        return nullif(trim(raw, inline(INVISIBLE)), inline(""));
    }
}
