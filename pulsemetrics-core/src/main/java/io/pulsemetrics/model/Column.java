package io.pulsemetrics.model;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.Aggregates;
import io.pulsemetrics.check.Check;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jooq.Context;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.CustomField;
import org.jspecify.annotations.Nullable;

/**
 * One column of a relation: to whoever reads the relation a jOOQ field, to the relation itself also the expression that
 * computes it, what must hold of its values, and what it means.
 *
 * <p>The methods that describe it are called where it is declared, and nowhere else; afterwards it is immutable.
 *
 * @param <T> its Java type
 */
public final class Column<T> extends CustomField<T> implements TableField<Record, T> {
    private static final long serialVersionUID = 1L;

    private final TableField<Record, T> reference;
    private final transient Relation<?> relation;
    private final transient ColumnDeclaration<T> declaration;

    /**
     * A column and the expression that computes it in one branch of a union.
     *
     * @param <T> the Java type of both
     */
    public record Binding<T>(Column<T> column, Field<T> expression) {
        public Binding {
            requireNonNull(column);
            requireNonNull(expression);
        }
    }

    Column(TableField<Record, T> reference, Relation<?> relation, ColumnDeclaration<T> declaration) {
        super(reference.getQualifiedName(), reference.getDataType());
        this.reference = reference;
        this.relation = relation;
        this.declaration = declaration;
    }

    ColumnDeclaration<T> declaration() {
        return declaration;
    }

    /** An alias is constructed as its relation is, which has declared everything. */
    private Column<T> declare(Consumer<ColumnDeclaration<T>> change) {
        if (!relation.isAlias()) {
            change.accept(declaration);
        }
        return this;
    }

    /**
     * The column is the primary key, or part of it if others say so too: never NULL, and unique (together with them). A
     * declaration and a check, not a constraint of the database.
     */
    public Column<T> primaryKey() {
        return declare(ColumnDeclaration::primaryKey);
    }

    /** No row has NULL here. */
    public Column<T> notNull() {
        return check(it -> Check.notNull(it));
    }

    /** No two rows have the same value; NULLs are not compared. */
    public Column<T> unique() {
        return check(it -> Check.unique(it));
    }

    /** Every value is one of these. */
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of does not write into the array
    public final Column<T> acceptedValues(T... values) {
        return acceptedValues(List.of(values));
    }

    /** Every value is one of these. */
    public Column<T> acceptedValues(Collection<? extends T> values) {
        return check(it -> Check.acceptedValues(it, values));
    }

    /** Every value is the code of one of the enum's constants: {@code acceptedValues(Status.class, Status::code)}. */
    public <E extends Enum<E>> Column<T> acceptedValues(Class<E> constants, Function<? super E, ? extends T> code) {
        return check(it -> Check.acceptedValues(it, constants, code));
    }

    /** No value is one of these. */
    @SafeVarargs
    @SuppressWarnings("varargs") // List.of does not write into the array
    public final Column<T> rejectedValues(T... values) {
        return check(it -> Check.rejectedValues(it, List.of(values)));
    }

    /** Every value is within the bounds, both included. */
    public Column<T> range(T least, T most) {
        return check(it -> Check.range(it, least, most));
    }

    /** No value is below the bound. */
    public Column<T> atLeast(T least) {
        return check(it -> Check.atLeast(it, least));
    }

    /** No value is above the bound. */
    public Column<T> atMost(T most) {
        return check(it -> Check.atMost(it, most));
    }

    /** The values differ. */
    public Column<T> notConstant() {
        return check(it -> Aggregates.notConstant(it));
    }

    /** At least one row has a value. */
    public Column<T> atLeastOne() {
        return check(it -> Aggregates.atLeastOne(it));
    }

    /**
     * Every value occurs in that column: a foreign key that is checked, not enforced. Asked for lazily, and no build
     * dependency, so that two relations may point at each other.
     */
    public Column<T> references(Supplier<? extends TableField<?, T>> column) {
        return declare(it -> it.references(column)).check(it -> Check.relationship(it, column));
    }

    /** Any check of this column. */
    public Column<T> check(Check check) {
        return declare(it -> it.check(check));
    }

    /** Any check of this column, which is not yet there to be named: {@code check(c -> Check.notNull(c).warn())}. */
    public Column<T> check(Function<? super Column<T>, ? extends Check> check) {
        return declare(it -> it.check(check.apply(this)));
    }

    /** What it means, in one line; published as the comment on the column. */
    public Column<T> describedAs(String text) {
        return declare(it -> it.describe(text));
    }

    /** Its values are nobody's business: they never appear in samples of offending rows, artifacts or pages. */
    public Column<T> sensitive() {
        return declare(ColumnDeclaration::sensitive);
    }

    /** Binds the column in one branch of a union; see {@link Relation#branch}. */
    public Binding<T> is(Field<T> value) {
        return new Binding<>(this, value);
    }

    /** What computes it; null if it is bound in the branches of a union or read from a file. */
    public @Nullable Field<T> expression() {
        return declaration.expression();
    }

    /** The relation, or alias of it, that the column is of. */
    public Relation<?> relation() {
        return relation;
    }

    /** What must hold of the values, in the order in which it was declared; without the primary key's checks. */
    public ImmutableList<Check> checks() {
        return declaration.checks();
    }

    /** Whether it is the primary key or part of it. */
    public boolean isPrimaryKey() {
        return declaration.isPrimaryKey();
    }

    /** Whether its values must not be shown. */
    public boolean isSensitive() {
        return declaration.isSensitive();
    }

    /** What it means; may be empty. */
    public String description() {
        return declaration.description();
    }

    /** The column it points at, asked for now; null if it points nowhere. */
    public @Nullable TableField<?, T> target() {
        return declaration.target();
    }

    @Override
    public Table<Record> getTable() {
        return relation;
    }

    /** The column of an alias is its name, whatever stands around it; jOOQ would look for that anew each time. */
    @Override
    public void accept(Context<?> ctx) {
        ctx.visit(relation.isAlias() ? reference.getQualifiedName() : reference);
    }
}
