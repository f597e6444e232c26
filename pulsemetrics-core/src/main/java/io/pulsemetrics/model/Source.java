package io.pulsemetrics.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.jooq.impl.DSL.max;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.jooq.Field;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * What a project expects of a table that others fill: what must hold of its rows, and how old the newest of them may be. Models read
 * the table with {@code source(..)}, whether it is declared here or not.
 *
 * <pre>{@code
 * Source.of(EVENTS)
 *         .identifiedBy(EVENTS.EVENT_ID)
 *         .loadedAt(EVENTS._LOADED_AT)
 *         .freshness(Duration.ofHours(6), Duration.ofDays(1))
 *         .checks(Check.notNull(EVENTS.EVENT_ID), Check.notNull(EVENTS.USER_ID).errorOverPercent(1))
 * }</pre>
 *
 * <p>A value: each method gives a changed copy. Columns are those of the table itself, not of an alias.
 */
public final class Source {
    private static final ImmutableSet<Class<?>> TIMES =
            ImmutableSet.of(OffsetDateTime.class, Instant.class, LocalDateTime.class, LocalDate.class);

    private final Table<?> table;
    private String description;
    private ImmutableList<Field<?>> key;
    private ImmutableSet<Field<?>> sensitive = ImmutableSet.of();
    private @Nullable TableField<?, ?> loadedAt;
    private @Nullable Freshness freshness;
    private ImmutableList<Check> checks = ImmutableList.of();

    private Source(Table<?> table) {
        var generated = table.getPrimaryKey();
        this.table = table;
        this.description = Strings.nullToEmpty(table.getComment());
        this.key = generated == null ? ImmutableList.of() : ImmutableList.copyOf(generated.getFields());
    }

    /** A copy that differs in what the change sets; nobody else sees it before that is done. */
    private Source changed(Consumer<Source> change) {
        var copy = new Source(table);
        copy.description = description;
        copy.key = key;
        copy.sensitive = sensitive;
        copy.loadedAt = loadedAt;
        copy.freshness = freshness;
        copy.checks = checks;
        change.accept(copy);
        return copy;
    }

    /**
     * The declaration of this table.
     *
     * @param table as jOOQ generated it, not aliased; its schema must be known
     */
    public static Source of(Table<?> table) {
        if (table instanceof Relation<?>) {
            throw PulseException.of(
                    ErrorCode.WRONG_DEPENDENCY,
                    table.getName(),
                    "Source.of(..) was given a model or a seed",
                    "Declare checks where the model or seed is declared");
        }
        if (table.getSchema() == null) {
            throw PulseException.of(
                    ErrorCode.WRONG_DEPENDENCY,
                    table.getName(),
                    "Source.of(..) was given a table that is aliased or has no schema",
                    "Give it the table itself, with its schema: Source.of(ORDERS)");
        }
        return new Source(table);
    }

    /** The same, whose rows are shown by these columns in samples; by default the primary key, if there is one. */
    public Source identifiedBy(TableField<?, ?>... columns) {
        var own = own(columns);
        return changed(copy -> copy.key = own);
    }

    /** The same, of which these columns never appear in samples, artifacts or kept rows. */
    public Source sensitive(TableField<?, ?>... columns) {
        var own = ImmutableSet.copyOf(own(columns));
        return changed(copy -> copy.sensitive = own);
    }

    /**
     * The same, with the column that says when a row was loaded.
     *
     * @param column with time zone, or in UTC without one, or of days, which begin at midnight UTC
     */
    public <T extends Temporal> Source loadedAt(TableField<?, T> column) {
        own(column);
        checkArgument(
                TIMES.contains(column.getType()),
                "%s cannot say when a row was loaded: it is a %s",
                column,
                column.getType().getSimpleName());
        return changed(copy -> copy.loadedAt = column);
    }

    /** The same, which is reported when its newest row is older than the first, and stops what reads it when older than the second. */
    public Source freshness(Duration warnAfter, Duration errorAfter) {
        return with(new Freshness(Optional.of(warnAfter), Optional.of(errorAfter), DSL.noCondition()));
    }

    /** The same, with such limits of age. */
    public Source with(Freshness limits) {
        checkArgument(loadedAt != null, "%s has freshness and no loadedAt(..), which comes before", table.getName());
        return changed(copy -> copy.freshness = limits);
    }

    /** The same, with further checks. */
    public Source checks(Check... further) {
        var all = ImmutableList.<Check>builder().addAll(checks).add(further).build();
        return changed(copy -> copy.checks = all);
    }

    /** The same, described in words; by default with the table's comment. */
    public Source describedAs(String text) {
        requireNonNull(text);
        return changed(copy -> copy.description = text);
    }

    private ImmutableList<Field<?>> own(TableField<?, ?>... columns) {
        for (var column : columns) {
            checkArgument(
                    Arrays.asList(table.fields()).contains(column), "%s has no column %s", table.getName(), column);
        }
        return ImmutableList.copyOf(columns);
    }

    /** Schema and name. */
    public RelationName name() {
        return RelationName.of(table);
    }

    /** The table; never an alias. */
    public Table<?> table() {
        return table;
    }

    /** What the table is in words; may be empty. */
    public String description() {
        return description;
    }

    /** The columns that show which row it is; may be empty. */
    public ImmutableList<Field<?>> key() {
        return key;
    }

    /** The columns that are never shown. */
    public ImmutableSet<Field<?>> sensitive() {
        return sensitive;
    }

    /** How old the newest row may be; empty if that is not said. */
    public Optional<Freshness> freshness() {
        return Optional.ofNullable(freshness);
    }

    /** What must hold of the rows. */
    public ImmutableList<Check> checks() {
        return checks;
    }

    /** The column that says when a row was loaded; empty if none does. */
    public Optional<TableField<?, ?>> loadedAt() {
        return Optional.ofNullable(loadedAt);
    }

    /**
     * A query for the time of the newest row that counts for freshness, in UTC, NULL if there is none; empty if it is not known when rows
     * were loaded.
     */
    public Optional<Select<?>> newest() {
        var rows = freshness == null ? DSL.noCondition() : freshness.where();
        return Optional.ofNullable(loadedAt)
                .map(column -> DSL.select(utc(column).as("newest")).from(table).where(rows));
    }

    private static Field<LocalDateTime> utc(Field<?> column) {
        if (column.getType() == LocalDate.class) {
            return Time.startOf(max(column.coerce(LocalDate.class)));
        }
        return column.getType() == LocalDateTime.class
                ? max(column.coerce(LocalDateTime.class))
                : Time.utc(max(column.coerce(OffsetDateTime.class)));
    }

    @Override
    public String toString() {
        return name().toString();
    }
}
