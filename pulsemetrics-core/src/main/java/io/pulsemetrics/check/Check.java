package io.pulsemetrics.check;

import static io.pulsemetrics.check.RowRule.row;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;
import static org.jooq.impl.DSL.inline;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Named;
import org.jooq.Select;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;

/**
 * Something that must hold of a relation's rows. A check is an immutable value: it says what must hold, {@link Audit} says how
 * it is asked. Here are the checks of single rows, of keys and of references; {@link Aggregates}, {@link Sequences}, {@link
 * Comparisons} and {@link Changes} have the others.
 *
 * <p>NULL follows SQL's constraints: a row passes if what must hold of it is unknown. An empty relation passes. Where a check
 * differs, it says so.
 */
public sealed interface Check permits DeclaredCheck, CustomCheck {

    /** The kind of check in the ecosystem's word: {@code not_null}, {@code unique}, {@code accepted_values} and so on. */
    String type();

    /** The columns the check looks at, in the order given; may be empty. */
    ImmutableList<Field<?>> columns();

    /** What is said of the check beside what it asks. */
    CheckOptions options();

    /** The same check with other options. */
    Check with(CheckOptions options);

    /** Unique within a relation, for messages: {@code user_id_not_null}. */
    default String name() {
        return options().label().name();
    }

    /** What a violation means. */
    default Severity severity() {
        return options().judgement().severity();
    }

    /** What a number of violations means; {@code of} is the number of rows that the check looked at. */
    default Verdict verdict(long violations, long of) {
        return options().judgement().of(violations, of);
    }

    /** The same check, which looks only at rows for which the condition is true. */
    default Check where(Condition condition) {
        return with(options().where(requireNonNull(condition)));
    }

    /** The same check, whose violations are reported and do not stop the run. */
    default Check warn() {
        var now = options().judgement();
        return with(options().with(new Judgement(Severity.WARN, now.warnOver(), now.errorOver())));
    }

    /** The same check, which is silent up to so many violations. */
    default Check warnOver(long violations) {
        var now = options().judgement();
        return with(options().with(new Judgement(now.severity(), now.warnOver().orRows(violations), now.errorOver())));
    }

    /** The same check, which is silent up to so many violations in a hundred of the rows that it looks at. */
    default Check warnOverPercent(double percent) {
        var now = options().judgement();
        return with(options().with(new Judgement(now.severity(), now.warnOver().orPercent(percent), now.errorOver())));
    }

    /** The same check, which only warns up to so many violations. */
    default Check errorOver(long violations) {
        var now = options().judgement();
        return with(options()
                .with(new Judgement(
                        now.severity(), now.warnOver(), now.errorOver().orRows(violations))));
    }

    /** The same check, which only warns up to so many violations in a hundred of the rows that it looks at. */
    default Check errorOverPercent(double percent) {
        var now = options().judgement();
        return with(options()
                .with(new Judgement(
                        now.severity(), now.warnOver(), now.errorOver().orPercent(percent))));
    }

    /** The same check under another name. */
    default Check named(String name) {
        var now = options().label();
        return with(options().with(new Label(requireNonNull(name), now.description(), now.tags())));
    }

    /** The same check with what it means in words; results and reports show it. */
    default Check describedAs(String text) {
        var now = options().label();
        return with(options().with(new Label(now.name(), requireNonNull(text), now.tags())));
    }

    /** The same check with further tags. */
    default Check tagged(String... tags) {
        var now = options().label();
        var all = ImmutableSet.<String>builder().addAll(now.tags()).add(tags).build();
        return with(options().with(new Label(now.name(), now.description(), all)));
    }

    /** The same check, whose samples show these columns beside the key; sensitive ones are not shown. */
    default Check showing(Field<?>... columns) {
        var now = options().evidence();
        var all = ImmutableSet.<Field<?>>builder()
                .addAll(now.columns())
                .add(columns)
                .build();
        return with(options().with(new Evidence(all.asList(), now.sampleRows(), now.storedRows())));
    }

    /** The same check, whose result shows at most so many offending rows; 0 for none. */
    default Check sampleRows(int limit) {
        var now = options().evidence();
        return with(options().with(new Evidence(now.columns(), limit, now.storedRows())));
    }

    /** The same check, of whose offending rows at most so many are kept in schema {@code pulse_audit}. */
    default Check storedRows(int limit) {
        var now = options().evidence();
        return with(options().with(new Evidence(now.columns(), now.sampleRows(), limit)));
    }

    /** No row has NULL here. */
    static Check notNull(Field<?> column) {
        return row("not_null", column, "not_null", column.isNull());
    }

    /** Every row has NULL here. */
    static Check isNull(Field<?> column) {
        return row("is_null", column, "is_null", column.isNotNull());
    }

    /** No two rows have the same values here; rows with a NULL among them are not compared. */
    static Check unique(Field<?>... columns) {
        var rule = new UniqueRule(ImmutableList.copyOf(columns));
        var names = Arrays.stream(columns).map(Named::getName).collect(joining("_"));
        return new DeclaredCheck("unique", ImmutableList.copyOf(columns), rule, CheckOptions.named(names + "_unique"));
    }

    /**
     * The database has the column with this type, length and precision aside. For tables that are not built here, or were built by an
     * earlier version: javac and the preflight of a run see to those that are. An empty relation passes.
     */
    static Check type(Field<?> column, DataType<?> type) {
        return row("type", column, "type", RowRule.otherType(column, type));
    }

    /** Every value is one of these. */
    static <T> Check acceptedValues(Field<T> column, Collection<? extends T> values) {
        return row("accepted_values", column, "accepted_values", column.notIn(RowRule.inlined(column, values)));
    }

    /** Every value is the code of one of the enum's constants: {@code acceptedValues(STATUS, Status.class, Status::code)}. */
    static <T, E extends Enum<E>> Check acceptedValues(
            Field<T> column, Class<E> constants, Function<? super E, ? extends T> code) {
        return acceptedValues(
                column, Arrays.stream(constants.getEnumConstants()).<T>map(code).toList());
    }

    /** No value is one of these. */
    static <T> Check rejectedValues(Field<T> column, Collection<? extends T> values) {
        return row("rejected_values", column, "rejected_values", column.in(RowRule.inlined(column, values)));
    }

    /** Every value is within the bounds, both included. */
    static <T> Check range(Field<T> column, T least, T most) {
        var type = column.getDataType();
        return row("range", column, "range", column.notBetween(inline(least, type), inline(most, type)));
    }

    /** No value is below the bound. */
    static <T> Check atLeast(Field<T> column, T least) {
        return row("range", column, "at_least", column.lt(inline(least, column.getDataType())));
    }

    /** No value is above the bound. */
    static <T> Check atMost(Field<T> column, T most) {
        return row("range", column, "at_most", column.gt(inline(most, column.getDataType())));
    }

    /** Every value is above the bound. */
    static <T> Check greaterThan(Field<T> column, T bound) {
        return row("range", column, "greater_than", column.le(inline(bound, column.getDataType())));
    }

    /** Every value is below the bound. */
    static <T> Check lessThan(Field<T> column, T bound) {
        return row("range", column, "less_than", column.ge(inline(bound, column.getDataType())));
    }

    /** The regular expression, in the database's dialect (POSIX, case matters), finds something in every value. */
    static Check regex(Field<String> column, String pattern) {
        return row("regex", column, "regex", column.notLikeRegex(inline(pattern)));
    }

    /** The regular expression finds something in no value. */
    static Check notRegex(Field<String> column, String pattern) {
        return row("not_regex", column, "not_regex", column.likeRegex(inline(pattern)));
    }

    /** Every value matches the pattern, in which {@code %} stands for any text and {@code _} for any one character. */
    static Check like(Field<String> column, String pattern) {
        return row("like", column, "like", column.notLike(inline(pattern)));
    }

    /** No value matches the pattern. */
    static Check notLike(Field<String> column, String pattern) {
        return row("not_like", column, "not_like", column.like(inline(pattern)));
    }

    /** Every value has so many characters, both bounds included. */
    static Check length(Field<String> column, int least, int most) {
        return row("length", column, "length", DSL.length(column).notBetween(inline(least), inline(most)));
    }

    /** No value is empty or blank. */
    static Check notEmptyString(Field<String> column) {
        return row(
                "not_empty_string", column, "not_empty_string", DSL.trim(column).eq(inline("")));
    }

    /** No two of the columns have the same value in one row; NULL is equal to nothing. */
    static Check uniqueWithinRow(Field<?>... columns) {
        return RowRule.uniqueWithinRow(ImmutableList.copyOf(columns));
    }

    /** The condition is true, or unknown, for every row: it may use any columns of the relation. */
    static Check expression(String name, Condition holds) {
        return expression(name, holds, new Field<?>[0]);
    }

    /** As {@link #expression(String, Condition)}; the columns are shown in the sample of offending rows. */
    static Check expression(String name, Condition holds, Field<?>... shown) {
        return new DeclaredCheck(
                        "expression",
                        ImmutableList.copyOf(shown),
                        new RowRule(DSL.not(holds)),
                        CheckOptions.named(requireNonNull(name)))
                .showing(shown);
    }

    /**
     * Every value occurs in the other relation's column (a foreign key that is asked, not enforced).
     *
     * @param target read when the check runs, so that two models may point at each other
     */
    static <T> Check relationship(Field<T> column, Supplier<? extends TableField<?, T>> target) {
        return relationship(column, target, DSL::noCondition);
    }

    /**
     * Every value occurs in the other relation's column, in a row for which the condition is true.
     *
     * @param targetWhere uses columns of the other relation, unaliased; read when the check runs
     */
    static <T> Check relationship(
            Field<T> column, Supplier<? extends TableField<?, T>> target, Supplier<? extends Condition> targetWhere) {
        return new DeclaredCheck(
                "relationships",
                ImmutableList.of(column),
                new RelationshipRule(column, target, targetWhere),
                CheckOptions.named(column.getName() + "_relationship"));
    }

    /**
     * A query of one's own finds nothing.
     *
     * @param offending the offending rows of the relation that it is given, unaliased
     */
    static Check query(String name, Function<Table<?>, ? extends Select<?>> offending) {
        return new DeclaredCheck(
                "query", ImmutableList.of(), new FreeRule(offending), CheckOptions.named(requireNonNull(name)));
    }
}
