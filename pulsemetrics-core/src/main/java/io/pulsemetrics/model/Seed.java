package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.Problem;
import java.util.List;
import java.util.function.Function;

/**
 * Reference data that is kept in the code: a CSV resource whose header names the columns and whose values are read with the
 * columns' types. An empty unquoted value is NULL.
 *
 * <pre>{@code
 * public final class SeedPlan extends Seed<SeedPlan> {
 *     public static final SeedPlan SEED_PLAN = new SeedPlan(root());
 *
 *     private SeedPlan(As as) {
 *         super(as, SeedPlan::new, SEEDS, "plan.csv"); // beside the class
 *     }
 *
 *     public final Column<String> PLAN_KEY = column("plan_key", VARCHAR).primaryKey();
 *     public final Column<BigDecimal> PRICE = column("price", NUMERIC(12, 2)).notNull();
 * }
 * }</pre>
 *
 * @param <S> the class itself
 */
public abstract non-sealed class Seed<S extends Seed<S>> extends Relation<S> {
    private static final long serialVersionUID = 1L;

    private final transient Layer layer;
    private final String resource;

    /**
     * A seed that is named as its class: {@code SeedPlan} becomes {@code seed_plan}.
     *
     * @param resource the CSV file, UTF-8, relative to the class or from the root with a leading {@code /}
     */
    protected Seed(As as, Function<As, S> maker, Layer layer, String resource) {
        super(as, maker, layer.schema(), null);
        this.layer = layer;
        this.resource = resource;
    }

    /** What the seed says about itself; by default what its layer says. A seed is always a table. */
    protected ModelConfig config(ModelConfig defaults) {
        return defaults;
    }

    /** What must hold of the rows, beside what the columns say. */
    protected List<Check> checks() {
        return List.of();
    }

    /**
     * The rows of the resource, each with a value for each column in its order, NULL where the file has none.
     *
     * @throws io.pulsemetrics.error.PulseException naming file, line, column and value of everything that does not fit
     */
    public final ImmutableList<List<Object>> rows() {
        return SeedFile.read(this, getClass(), resource);
    }

    /** The resource, as it was given. */
    public final String resource() {
        return resource;
    }

    /** Schema and name. */
    public final RelationName relationName() {
        return new RelationName(layer.schema(), origin().getName());
    }

    public final Layer layer() {
        return layer;
    }

    /** What holds for this seed: its layer's defaults, changed by what it says itself. */
    public final ModelConfig config() {
        return config(layer.config()).materialized(Materialization.table());
    }

    /** Everything that must hold of the rows: the primary key, what the columns say, what the seed says. */
    public final ImmutableList<Check> allChecks() {
        return Declarations.checks(this, checks());
    }

    /** A seed reads nothing. */
    public final ImmutableSet<Dependency> dependencies() {
        return ImmutableSet.of();
    }

    @Override
    public final List<Problem> declarationProblems() {
        return super.declarationProblems();
    }
}
