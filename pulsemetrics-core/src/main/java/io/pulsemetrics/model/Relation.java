package io.pulsemetrics.model;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.SelectSelectStep;
import org.jooq.Table;
import org.jooq.UniqueKey;
import org.jooq.impl.DSL;
import org.jooq.impl.Internal;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/**
 * A jOOQ table whose columns are declared in Java: a {@link Model}, a {@link Seed}, or a {@link Step} of a query.
 *
 * <p>The instance that a class keeps in its constant is the <em>root</em>; {@link #as(String)} gives typed aliases of it.
 * Instances are immutable once constructed and safe for use by several threads.
 *
 * @param <S> the class itself, so that an alias has its columns
 */
public abstract sealed class Relation<S extends Relation<S>> extends TableImpl<Record> permits Model, Seed, Step {
    private static final long serialVersionUID = 1L;

    private final transient Function<As, S> maker;
    private final transient Relation<?> root;
    private final boolean alias;
    private final transient Map<String, Column<?>> columns = new LinkedHashMap<>();
    private final transient List<Problem> problems = new ArrayList<>();
    private final transient Map<String, S> aliases; // of the relation itself; those of an alias are not looked at
    private transient @Nullable ImmutableList<Column<?>> list; // of the columns, once it was asked for

    /** Which instance of a relation is being made: the root, or an alias of it. Opaque to its users. */
    public static final class As {
        private final @Nullable Name alias;
        private final @Nullable Relation<?> root;

        private As(@Nullable Name alias, @Nullable Relation<?> root) {
            this.alias = alias;
            this.root = root;
        }

        boolean isAlias() {
            return root != null;
        }

        /** What it is an alias of. */
        Relation<?> origin() {
            return Objects.requireNonNull(root);
        }
    }

    /** @param name null for the name of the class: {@code DimUsers} becomes {@code dim_users} */
    Relation(As as, Function<As, S> maker, @Nullable String schema, @Nullable String name) {
        super(
                as.alias == null ? DSL.name(name == null ? Constructing.relationName() : name) : as.alias,
                schema == null || as.alias != null ? null : DSL.schema(DSL.name(schema)),
                as.root);
        this.maker = maker;
        this.root = as.root == null ? this : as.root;
        this.alias = as.root != null;
        this.aliases = alias ? Map.of() : new ConcurrentHashMap<>();
    }

    /** For the constant that holds the relation: {@code static final DimUsers DIM_USERS = new DimUsers(root());}. */
    protected static As root() {
        return new As(null, null);
    }

    /**
     * Declares the next column, computed by an expression.
     *
     * @param expression its Java type is the column's
     */
    protected final <T> Column<T> column(String name, Field<T> expression) {
        if (expression == null) {
            throw PulseException.of(
                    ErrorCode.NULL_EXPRESSION,
                    root.getName() + "." + name,
                    "the expression of the column is null",
                    "Give it an expression; a column of another model is null when two models refer to each other, and"
                            + " table.field(..) is null for a column the table does not have");
        }
        return declare(name, expression.getDataType(), expression);
    }

    /**
     * Declares the next column by its type, where each branch of a union binds it with {@link Column#is}, or where the rows
     * come from a file.
     */
    protected final <T> Column<T> column(String name, DataType<T> type) {
        return declare(name, type, null);
    }

    private <T> Column<T> declare(String name, DataType<T> type, @Nullable Field<T> expression) {
        Column<T> original = original(name);
        if (original != null) {
            return add(copy(original));
        }
        return add(new Column<>(createField(DSL.name(name), type, this), this, new ColumnDeclaration<>(expression)));
    }

    /** The column of the relation that this is an alias of; null if it is none. */
    @SuppressWarnings("unchecked") // the same line of code declared it
    private <T> @Nullable Column<T> original(String name) {
        return alias ? (Column<T>) root.columns.get(name) : null;
    }

    private <T> Column<T> copy(Column<T> original) {
        var reference = createField(original.getUnqualifiedName(), original.getDataType(), this);
        return new Column<>(reference, this, original.declaration());
    }

    private <T> Column<T> add(Column<T> column) {
        list = null;
        if (columns.putIfAbsent(column.getName(), column) != null) {
            problems.add(new Problem(
                    ErrorCode.COLUMN_TWICE,
                    root.getName() + "." + column.getName(),
                    "the column is declared twice",
                    "Rename or remove one of the two"));
        }
        return column;
    }

    /** Gives an alias the columns of its relation, where no constructor declares them. */
    final void columnsOfOrigin() {
        root.columns.values().forEach(column -> add(copy(column)));
    }

    /**
     * Plain SQL as a field, for what jOOQ lacks. {@code {0}}, {@code {1}} stand for the arguments, whose columns are traced;
     * SQL that names a column itself is opaque to lineage and reported. (Not called {@code field}: jOOQ's {@code
     * Table.field(..)} hides a statically imported {@code DSL.field(..)} in here.)
     */
    protected static <T> Field<T> sql(String template, DataType<T> type, QueryPart... arguments) {
        return DSL.field(template, type, arguments);
    }

    /** The columns, in the order in which they were declared. */
    public final ImmutableList<Column<?>> columns() {
        var columnList = list;
        if (columnList == null) {
            columnList = ImmutableList.copyOf(columns.values());
            list = columnList;
        }
        return columnList;
    }

    /** Whether columns are declared, and none of them with an expression: branches bind them. */
    final boolean isUnion() {
        return !columns.isEmpty() && columns.values().stream().allMatch(column -> column.expression() == null);
    }

    /** The column of this name, or null. */
    public final @Nullable Column<?> column(String name) {
        return columns.get(name);
    }

    /** The column of this name. */
    public final <T> Column<T> column(String name, Class<T> type) {
        var column = columns.get(name);
        if (column == null || !type.isAssignableFrom(column.getType())) {
            throw new IllegalArgumentException("%s has no column %s of type %s; it has %s"
                    .formatted(root.getName(), name, type.getSimpleName(), describe(columns)));
        }
        @SuppressWarnings("unchecked") // its type was just compared
        var typed = (Column<T>) column;
        return typed;
    }

    private static String describe(Map<String, Column<?>> columns) {
        return columns.values().stream()
                .map(c -> c.getName() + " " + c.getType().getSimpleName())
                .collect(joining(", "));
    }

    /** The columns that identify a row, in the order in which they were declared; may be empty. */
    public final ImmutableList<Column<?>> primaryKey() {
        return columns.values().stream().filter(Column::isPrimaryKey).collect(toImmutableList());
    }

    /** The instance that is not an alias. */
    public final Relation<?> origin() {
        return root;
    }

    /** The class that declares it; of an inline model, the outermost class around its definition. */
    public Class<?> declaringClass() {
        return root.getClass();
    }

    /** Whether this instance is an alias of the {@link #origin()}. */
    final boolean isAlias() {
        return alias;
    }

    /** What is wrong with the declaration itself. */
    List<Problem> declarationProblems() {
        return List.copyOf(problems);
    }

    /** A typed alias: it has the columns that this relation has. The same alias is the same object. */
    @Override
    @SuppressWarnings("unchecked") // the root of an S is an S
    public final S as(String alias) {
        if (isAlias()) {
            return (S) root.as(alias);
        }
        return aliases.computeIfAbsent(alias, a -> maker.apply(new As(DSL.name(a), this)));
    }

    @Override
    public final S as(Name alias) {
        return as(String.valueOf(alias.last()));
    }

    @Override
    public final S as(Table<?> otherTable) {
        return as(otherTable.getName());
    }

    /** The declared primary key as a jOOQ key, or null. */
    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // jOOQ's arrays of fields
    public @Nullable UniqueKey<Record> getPrimaryKey() {
        var key = primaryKey();
        return key.isEmpty()
                ? null
                : Internal.createUniqueKey(this, DSL.name(root.getName() + "_pkey"), key.toArray(new Column[0]), true);
    }

    /** {@code select distinct} of the columns, to be used instead of the given {@code select}. */
    protected SelectSelectStep<Record> distinct() {
        return DSL.selectDistinct(expressions());
    }

    /** {@code select} of the columns. */
    SelectSelectStep<Record> select() {
        return DSL.select(expressions());
    }

    /** The expressions of the bound columns, each named as its column. */
    final ImmutableList<SelectField<?>> expressions() {
        return columns.values().stream()
                .filter(c -> c.expression() != null)
                .map(Relation::named)
                .collect(toImmutableList());
    }

    private static SelectField<?> named(Column<?> column) {
        var expression = column.expression();
        if (expression == null) {
            throw new IllegalStateException("not bound: " + column);
        }
        return expression.as(column.getUnqualifiedName());
    }

    /**
     * One branch of a union: binds every column that was declared by its type, in any order.
     *
     * @throws PulseException if a column is missing, bound twice or of another relation
     */
    protected final SelectSelectStep<Record> branch(Column.Binding<?>... bindings) {
        var bound = new LinkedHashMap<Column<?>, Field<?>>();
        for (var binding : bindings) {
            if (bound.put(binding.column(), binding.expression()) != null) {
                throw unionProblem(binding.column().getName(), "a branch of the union binds the column twice");
            }
        }
        var selected = new ArrayList<SelectField<?>>();
        for (Column<?> column : columns.values()) {
            var expression = bound.remove(column);
            if (expression == null) {
                throw unionProblem(column.getName(), "a branch of the union does not bind the column");
            }
            selected.add(expression.as(column.getUnqualifiedName()));
        }
        if (!bound.isEmpty()) {
            var foreign = bound.keySet().iterator().next();
            throw unionProblem(foreign.getName(), "a branch of the union binds a column of another relation");
        }
        return DSL.select(selected);
    }

    private PulseException unionProblem(String column, String message) {
        return PulseException.of(
                ErrorCode.UNION_BRANCH,
                root.getName() + "." + column,
                message,
                "Bind each column of "
                        + ImmutableMap.copyOf(columns).keySet().stream().collect(joining(", "))
                        + " once in each branch");
    }
}
