package io.pulsemetrics.project;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.lineage.TracedQuery;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ModelConfig;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A model or a seed as a part of a project. Equal to another node of the same name.
 *
 * <p>Immutable.
 */
public final class Node {
    private final Node declared;
    private final RelationName name;
    private final int hash;
    private final Relation<?> relation;
    private final Layer layer;
    private final ModelConfig config;
    private final ImmutableList<Check> checks;
    private final ImmutableSet<Dependency> dependencies;
    private final Supplier<Optional<Lineage>> lineage;
    private final Optional<TracedQuery> query;
    private final Supplier<String> fingerprint;

    private Node(Seed<?> seed) {
        this.declared = this;
        this.name = seed.relationName();
        this.hash = name.hashCode();
        this.relation = seed;
        this.layer = seed.layer();
        this.config = seed.config();
        this.checks = seed.allChecks();
        this.dependencies = seed.dependencies();
        this.lineage = Optional::empty;
        this.query = Optional.empty();
        this.fingerprint = Suppliers.memoize(() -> Fingerprint.compute(this));
    }

    private Node(Model<?> model, TracedQuery query) {
        this.declared = this;
        this.name = model.relationName();
        this.hash = name.hashCode();
        this.relation = model;
        this.layer = model.layer();
        this.config = model.config();
        this.checks = model.allChecks();
        this.dependencies = model.dependencies();
        this.lineage = () -> Optional.of(query.lineage());
        this.query = Optional.of(query);
        this.fingerprint = Suppliers.memoize(() -> Fingerprint.compute(this));
    }

    private Node(Node declared, UnaryOperator<RelationName> names) {
        this.declared = declared;
        this.name = names.apply(declared.name);
        this.hash = name.hashCode();
        this.relation = declared.relation;
        this.layer = declared.layer;
        this.config = declared.config;
        this.checks = declared.checks;
        this.dependencies = declared.dependencies;
        this.lineage = Suppliers.memoize(
                () -> declared.query.map(traced -> traced.lineage().renamed(names)));
        this.query = declared.query;
        this.fingerprint = declared.fingerprint;
    }

    static Node of(Seed<?> seed) {
        return new Node(seed);
    }

    static Node of(Model<?> model, TracedQuery query) {
        return new Node(model, query);
    }

    /**
     * The same node, where relations have other names.
     *
     * @param names from the declared name of a relation
     */
    Node renamed(UnaryOperator<RelationName> names) {
        return new Node(declared, names);
    }

    /** Schema and name it is published under, in the target of its project. */
    public RelationName name() {
        return name;
    }

    /** Schema and name as the model or seed declares them, in every target. */
    public RelationName declaredName() {
        return declared.name;
    }

    /** The model or seed; never an alias. */
    public Relation<?> relation() {
        return relation;
    }

    public Layer layer() {
        return layer;
    }

    public ModelConfig config() {
        return config;
    }

    /**
     * The indexes of its table: those that are declared, and one by which rows are found when it is brought up to date, unless a declared
     * one or the enforced primary key serves for that.
     */
    public ImmutableList<Index> indexes() {
        return KeyIndex.of(this)
                .map(index -> ImmutableList.<Index>builder()
                        .addAll(config.table().indexes())
                        .add(index)
                        .build())
                .orElse(config.table().indexes());
    }

    /** What must hold of its rows. */
    public ImmutableList<Check> checks() {
        return checks;
    }

    /** What it declared that it reads; by declared names, see {@link Project#published}. */
    public ImmutableSet<Dependency> dependencies() {
        return dependencies;
    }

    /** Where its columns come from, by published names; empty for a seed. */
    public Optional<Lineage> lineage() {
        return lineage.get();
    }

    /** Its query as text that is the same in every run; empty for a seed. */
    Optional<String> queryText() {
        return query.map(TracedQuery::text);
    }

    /** See {@link Fingerprint#of}. */
    String fingerprint() {
        return fingerprint.get();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Node node && node.hash == hash && node.name.equals(name));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The name without its schema, which is unique in a project. */
    @Override
    public String toString() {
        return name.name();
    }
}
