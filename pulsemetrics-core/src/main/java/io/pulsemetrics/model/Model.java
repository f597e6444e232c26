package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.Table;
import org.jooq.TableField;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * A transformation: one jOOQ SELECT over sources, seeds and other models, whose rows become a view or a table.
 *
 * <pre>{@code
 * public final class StgUsers extends Staging<StgUsers> {
 *     public static final StgUsers STG_USERS = new StgUsers(root());
 *
 *     private StgUsers(As as) {
 *         super(as, StgUsers::new);
 *     }
 *
 *     private final Users u = source(USERS, "u");
 *
 *     public final Column<Long> USER_ID = column("user_id", u.USER_ID).primaryKey();
 *     public final Column<String> EMAIL = column("email", lower(trim(u.EMAIL))).notNull();
 *
 *     protected Select<?> query(SelectSelectStep<Record> select) {
 *         return select.from(u);
 *     }
 * }
 * }</pre>
 *
 * <p>A model is a jOOQ table: applications and other models select from it, with types, as from a generated one.
 *
 * @param <S> the class itself
 */
public abstract non-sealed class Model<S extends Model<S>> extends Relation<S> {
    private static final long serialVersionUID = 1L;

    private final transient Layer layer;
    private final transient ModelDeclaration declared;
    private transient @Nullable RelationName relationName; // once it was asked for

    /**
     * A snapshot of which the model reads the current versions.
     *
     * @param alias what the query uses
     * @param table what it is an alias of
     * @param validTo its column that is NULL for the current version
     */
    public record Current(Table<?> alias, Table<?> table, Column<?> validTo) {}

    /**
     * Something that the model reads and that has a time: an incremental run reads only the rows of its window.
     *
     * @param alias what the query uses
     * @param table what it is an alias of
     * @param time its column, a date or a timestamp
     */
    public record Timed(Table<?> alias, Table<?> table, TableField<?, ?> time) {}

    /** A model that is named as its class: {@code DimUsers} becomes {@code dim_users}. */
    protected Model(As as, Function<As, S> maker, Layer layer) {
        super(as, maker, layer.schema(), null);
        this.layer = layer;
        this.declared = declared(as);
    }

    /** A model of this name. */
    protected Model(As as, Function<As, S> maker, Layer layer, String name) {
        super(as, maker, layer.schema(), name);
        this.layer = layer;
        this.declared = declared(as);
    }

    private static ModelDeclaration declared(As as) {
        return as.isAlias() ? ((Model<?>) as.origin()).declared : new ModelDeclaration();
    }

    /** An alias is constructed as its model is, which has declared everything. */
    private void declare(Consumer<ModelDeclaration> declaration) {
        if (!isAlias()) {
            declaration.accept(declared);
        }
    }

    /**
     * The rows of the model.
     *
     * @param select {@code select} of the columns, in their order; add from where
     */
    protected abstract Select<?> query(SelectSelectStep<Record> select);

    /** What the model says about itself beside its query; by default what its layer says. */
    protected ModelConfig config(ModelConfig defaults) {
        return defaults;
    }

    /** What must hold of the model's rows, beside what its columns say. */
    protected List<Check> checks() {
        return List.of();
    }

    /** Declares that the model reads another one, and gives it a typed alias. */
    protected final <M extends Model<M>> M ref(@Nullable M model, String alias) {
        if (model == null) {
            throw notThereYet("ref(.., \"" + alias + "\")");
        }
        declare(it -> it.reads(new Dependency.OnModel((Model<?>) model.origin())));
        return model.as(alias);
    }

    /**
     * As {@link #ref(Model, String)}, with the column that says when a row happened or was loaded. If this model is incremental, a run reads
     * only the rows whose time is in its window, and never those whose time is NULL.
     */
    protected final <M extends Model<M>> M ref(
            @Nullable M model, String alias, Function<? super M, ? extends TableField<?, ?>> time) {
        var reference = ref(model, alias);
        return timed(reference, reference.origin(), time);
    }

    /** As {@link #ref(Model, String)}, for a snapshot of which only the current versions are read. */
    protected final <M extends Model<M>> M current(@Nullable M snapshot, String alias) {
        var reference = ref(snapshot, alias);
        if (!(((Model<?>) reference.origin()).config().materialization() instanceof Snapshot kept)) {
            throw PulseException.of(
                    ErrorCode.WRONG_DEPENDENCY,
                    origin().getName(),
                    "current(..) was given %s, which is not a snapshot"
                            .formatted(reference.origin().getName()),
                    "Read it with ref(..), or materialize it as a snapshot");
        }
        declare(it -> it.reads(new Current(reference, reference.origin(), kept.validTo())));
        return reference;
    }

    /** {@link #ref(Model, String)}, aliased by its own name. */
    protected final <M extends Model<M>> M ref(@Nullable M model) {
        if (model == null) {
            throw notThereYet("ref(..)");
        }
        return ref(model, model.origin().getName());
    }

    /** Declares that the model reads reference data, and gives it a typed alias. */
    protected final <D extends Seed<D>> D seed(@Nullable D seed, String alias) {
        if (seed == null) {
            throw notThereYet("seed(.., \"" + alias + "\")");
        }
        declare(it -> it.reads(new Dependency.OnSeed((Seed<?>) seed.origin())));
        return seed.as(alias);
    }

    /** {@link #seed(Seed, String)}, aliased by its own name. */
    protected final <D extends Seed<D>> D seed(@Nullable D seed) {
        if (seed == null) {
            throw notThereYet("seed(..)");
        }
        return seed(seed, seed.origin().getName());
    }

    /**
     * Declares that the model reads a table that others fill, and gives it a typed alias.
     *
     * @param table as jOOQ generated it, not aliased; its schema must be known
     */
    @SuppressWarnings("unchecked") // a generated table's as(String) returns the table's own class
    protected final <T extends Table<?>> T source(T table, String alias) {
        if (table instanceof Relation<?>) {
            throw PulseException.of(
                    ErrorCode.WRONG_DEPENDENCY,
                    origin().getName(),
                    "source(..) was given %s, which is a model or a seed".formatted(table.getName()),
                    "Declare it with ref(..) or seed(..)");
        }
        if (table.getSchema() == null) {
            throw PulseException.of(
                    ErrorCode.WRONG_DEPENDENCY,
                    origin().getName(),
                    "source(..) was given %s, which is aliased or has no schema".formatted(table.getName()),
                    "Give it the table itself, with its schema: source(ORDERS, \"o\")");
        }
        declare(it -> it.reads(new Dependency.OnSource(table)));
        return (T) table.as(alias);
    }

    /**
     * As {@link #source(Table, String)}, with the column that says when a row happened or was loaded. If this model is incremental, a run
     * reads only the rows whose time is in its window, and never those whose time is NULL.
     */
    protected final <T extends Table<?>> T source(
            T table, String alias, Function<? super T, ? extends TableField<?, ?>> time) {
        return timed(source(table, alias), table, time);
    }

    private <T extends Table<?>> T timed(
            T alias, Table<?> table, Function<? super T, ? extends TableField<?, ?>> time) {
        declare(it -> it.reads(new Timed(alias, table, time.apply(alias))));
        return alias;
    }

    /** {@link #source(Table, String)}, aliased by its own name. */
    protected final <T extends Table<?>> T source(T table) {
        return source(table, table.getName());
    }

    /** Declares a step of the query. It renders as a common table expression, in the order of declaration. */
    protected final <P extends Step<P>> P step(Function<As, P> maker) {
        return step(maker, false);
    }

    /** As {@link #step}, computed once ({@code AS MATERIALIZED}) where PostgreSQL would fold it into what reads it. */
    protected final <P extends Step<P>> P materializedStep(Function<As, P> maker) {
        return step(maker, true);
    }

    private <P extends Step<P>> P step(Function<As, P> maker, boolean materialized) {
        var step = maker.apply(root());
        declare(it -> it.step(this, step, materialized));
        return step;
    }

    /**
     * That a time is in the window of the run, for a filter of one's own: where it stands elsewhere than around a source or ref, or on something
     * that is not a column. It is true of everything if the model is not incremental, and for a NULL only then.
     *
     * @param time a date or a timestamp
     */
    protected final Condition inWindow(Field<?> time) {
        return inWindow(time, Duration.ZERO);
    }

    /** As {@link #inWindow(Field)}, of a window that begins so much earlier: for what a row of the window needs to know of before. */
    protected final Condition inWindow(Field<?> time, Duration earlier) {
        declare(ModelDeclaration::askForWindow);
        return new InWindow(time, earlier);
    }

    /** The run's value of a parameter. */
    protected final <T> Field<T> parameter(Parameter<T> parameter) {
        declare(it -> it.parameter(parameter));
        return new ParameterField<>(parameter);
    }

    /**
     * The instant up to which the run looks, as a UTC timestamp without zone; never the database's clock. Not allowed in a
     * view, where it would freeze.
     */
    protected final Field<LocalDateTime> asOf() {
        return parameter(Parameter.AS_OF);
    }

    /** The UTC day of {@link #asOf()}. */
    protected final Field<LocalDate> asOfDate() {
        return asOf().cast(LocalDate.class);
    }

    /** The whole query, steps included. */
    public final Select<?> query() {
        if (isAlias()) {
            return ((Model<?>) origin()).query();
        }
        if (!declared.hasSteps() || !isUnion()) {
            return query(select());
        }
        var rows = query(DSL.select()).asTable("branches");
        return declared.with().select(rows.fields()).from(rows);
    }

    @Override
    final SelectSelectStep<Record> select() {
        return declared.hasSteps() ? declared.with().select(expressions()) : super.select();
    }

    @Override
    protected final SelectSelectStep<Record> distinct() {
        return declared.hasSteps() ? declared.with().selectDistinct(expressions()) : super.distinct();
    }

    /** Schema and name. */
    public final RelationName relationName() {
        if (isAlias()) {
            return ((Model<?>) origin()).relationName();
        }
        var published = relationName;
        if (published == null) {
            published = new RelationName(layer.schema(), getName());
            relationName = published;
        }
        return published;
    }

    public final Layer layer() {
        return layer;
    }

    /** What holds for this model: its layer's defaults, changed by what it says itself. */
    public final ModelConfig config() {
        return config(layer.config());
    }

    /** What the model declared that it reads, in the order of declaration, each once. */
    public final ImmutableSet<Dependency> dependencies() {
        return declared.dependencies();
    }

    /** What the model reads with a time, in the order of declaration. */
    public final ImmutableList<Timed> timed() {
        return declared.timed();
    }

    /** Whether the model filters by the window of the run itself; known once {@link #query()} was asked for. */
    public final boolean asksForWindow() {
        return declared.asksForWindow();
    }

    /** The snapshots of which the model reads the current versions. */
    public final ImmutableList<Current> currentVersions() {
        return declared.current();
    }

    /** The steps of the query, in the order of declaration. */
    public final ImmutableList<Step<?>> steps() {
        return declared.steps();
    }

    /** The parameters that the model declared, the as-of instant among them if it uses it. */
    public final ImmutableSet<Parameter<?>> parameters() {
        return declared.parameters();
    }

    /** Everything that must hold of the rows: the primary key, what the columns say, what the model says. */
    public final ImmutableList<Check> allChecks() {
        return Declarations.checks(this, checks());
    }

    /** What is wrong with the declarations, as far as the model alone can tell; empty if nothing is. */
    @Override
    public final List<Problem> declarationProblems() {
        var problems = new ArrayList<>(super.declarationProblems());
        problems.addAll(declared.problems());
        return problems;
    }

    private PulseException notThereYet(String call) {
        var cycle = Constructing.cycle();
        if (cycle.isPresent()) {
            return PulseException.of(
                    ErrorCode.CYCLE,
                    Objects.requireNonNullElse(origin().getName(), "model"),
                    "models depend on each other in a cycle: " + cycle.get(),
                    "Break the cycle: let one of them read what the other reads");
        }
        return PulseException.of(
                ErrorCode.NULL_EXPRESSION,
                origin().getName(),
                call + " was given null",
                "Give it a model's constant, such as STG_USERS");
    }
}
