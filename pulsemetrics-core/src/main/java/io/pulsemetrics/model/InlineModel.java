package io.pulsemetrics.model;

import io.pulsemetrics.check.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.SelectSelectStep;
import org.jooq.Table;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/**
 * A model without a class of its own, for tests and small programs.
 *
 * <pre>{@code
 * var ordersByDay = InlineModel.define(Layer.tables("marts", "marts"), "orders_by_day", m -> {
 *     var o = m.source(ORDERS, "o");
 *     m.column("day", o.DAY).primaryKey();
 *     m.column("orders", countLarge()).notNull();
 *     return select -> select.from(o).groupBy(o.DAY);
 * });
 * }</pre>
 *
 * <p>Others read its columns by name and type: {@code ordersByDay.column("day", LocalDate.class)}.
 */
public final class InlineModel extends Model<InlineModel> {
    private static final long serialVersionUID = 1L;

    private final transient Function<SelectSelectStep<Record>, Select<?>> query;
    private final transient List<Check> checks;
    private final transient Class<?> declaringClass;
    private transient Function<ModelConfig, ModelConfig> config;

    private InlineModel(Layer layer, String name, Definition definition) {
        super(root(), InlineModel::alias, layer, name);
        this.checks = new ArrayList<>();
        this.config = Function.identity();
        this.declaringClass = definition.getClass().getNestHost();
        this.query = Objects.requireNonNull(definition.define(new Definer(this)), "the definition returns no query");
    }

    /** An alias, which nobody defines anew. */
    private InlineModel(As as, InlineModel origin) {
        super(as, InlineModel::alias, origin.layer(), origin.getName());
        this.declaringClass = origin.declaringClass;
        this.checks = origin.checks;
        this.config = origin.config;
        this.query = origin.query;
        columnsOfOrigin();
    }

    private static InlineModel alias(As as) {
        return new InlineModel(as, (InlineModel) as.origin());
    }

    /** Declares dependencies and columns, and returns the query. */
    @FunctionalInterface
    public interface Definition {
        Function<SelectSelectStep<Record>, Select<?>> define(Definer model);
    }

    /** What a definition has to its hand: the methods a model class inherits. */
    public static final class Definer {
        private final InlineModel model;

        private Definer(InlineModel model) {
            this.model = model;
        }

        /** See {@link Model#ref(Model, String)}. */
        public <M extends Model<M>> M ref(@Nullable M other, String alias) {
            return model.ref(other, alias);
        }

        /** See {@link Model#current(Model, String)}. */
        public <M extends Model<M>> M current(@Nullable M snapshot, String alias) {
            return model.current(snapshot, alias);
        }

        /** See {@link Model#seed(Seed, String)}. */
        public <D extends Seed<D>> D seed(@Nullable D seed, String alias) {
            return model.seed(seed, alias);
        }

        /** See {@link Model#source(Table, String)}. */
        public <T extends Table<?>> T source(T table, String alias) {
            return model.source(table, alias);
        }

        /** See {@link Model#ref(Model, String, Function)}. */
        public <M extends Model<M>> M ref(
                @Nullable M other, String alias, Function<? super M, ? extends TableField<?, ?>> time) {
            return model.ref(other, alias, time);
        }

        /** See {@link Model#source(Table, String, Function)}. */
        public <T extends Table<?>> T source(
                T table, String alias, Function<? super T, ? extends TableField<?, ?>> time) {
            return model.source(table, alias, time);
        }

        /** See {@link Relation#column(String, Field)}. */
        public <T> Column<T> column(String name, Field<T> expression) {
            return model.column(name, expression);
        }

        /** See {@link Relation#column(String, DataType)}. */
        public <T> Column<T> column(String name, DataType<T> type) {
            return model.column(name, type);
        }

        /** See {@link Relation#branch}. */
        public SelectSelectStep<Record> branch(Column.Binding<?>... bindings) {
            return model.branch(bindings);
        }

        /** See {@link Model#parameter}. */
        public <T> Field<T> parameter(Parameter<T> parameter) {
            return model.parameter(parameter);
        }

        /** See {@link Model#inWindow(Field)}. */
        public Condition inWindow(Field<?> time) {
            return model.inWindow(time);
        }

        /** See {@link Model#inWindow(Field, Duration)}. */
        public Condition inWindow(Field<?> time, Duration earlier) {
            return model.inWindow(time, earlier);
        }

        /** Adds a check of the model's rows. */
        public Definer check(Check check) {
            model.checks.add(check);
            return this;
        }

        /** See {@link Model#config(ModelConfig)}. */
        public Definer config(Function<ModelConfig, ModelConfig> change) {
            model.config = model.config.andThen(change);
            return this;
        }
    }

    /** A model of this name on a layer. */
    public static InlineModel define(Layer layer, String name, Definition definition) {
        return new InlineModel(layer, name, definition);
    }

    @Override
    protected Select<?> query(SelectSelectStep<Record> select) {
        return query.apply(select);
    }

    @Override
    public Class<?> declaringClass() {
        return declaringClass;
    }

    @Override
    protected ModelConfig config(ModelConfig defaults) {
        return config.apply(defaults);
    }

    @Override
    protected List<Check> checks() {
        return List.copyOf(checks);
    }
}
