package io.pulsemetrics.project;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.graph.Dag;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.SchemaMapping;
import io.pulsemetrics.model.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jooq.Table;

/**
 * The models and seeds of a warehouse as one validated graph.
 *
 * <pre>{@code
 * var project = Project.of(STG_ORDERS, FCT_DAILY_SALES);
 * }</pre>
 *
 * <p>Immutable, therefore safe for use by several threads.
 */
public final class Project {
    private final Dag<Node> graph;
    private final ImmutableMap<RelationName, Node> nodes;
    private final ImmutableMap<RelationName, RelationName> published;
    private final ImmutableSet<RelationName> elsewhere;
    private final ImmutableMap<RelationName, Table<?>> sources;
    private final ImmutableMap<String, Parameter<?>> parameters;
    private final ImmutableList<String> warnings;
    private final ImmutableMap<RelationName, Source> declared;

    Project(Dag<Node> graph, ImmutableMap<String, Parameter<?>> parameters, ImmutableList<String> warnings) {
        this(graph, parameters, warnings, ImmutableMap.of(), ImmutableSet.of());
    }

    private Project(
            Dag<Node> graph,
            ImmutableMap<String, Parameter<?>> parameters,
            ImmutableList<String> warnings,
            ImmutableMap<RelationName, Source> declared,
            ImmutableSet<RelationName> elsewhere) {
        this.graph = graph;
        this.declared = declared;
        this.elsewhere = elsewhere;
        this.parameters = parameters;
        this.warnings = warnings;
        this.nodes = Maps.uniqueIndex(graph.order(), Node::name);
        this.published = graph.order().stream().collect(ImmutableMap.toImmutableMap(Node::declaredName, Node::name));
        var tables = ImmutableMap.<RelationName, Table<?>>builder();
        for (var node : graph.order()) {
            for (var dependency : node.dependencies()) {
                if (dependency instanceof Dependency.OnSource source) {
                    tables.put(source.name(), source.table());
                }
            }
        }
        declared.forEach((name, source) -> tables.put(name, source.table()));
        this.sources = tables.buildKeepingLast();
    }

    /**
     * The project of these models and seeds, in any order.
     *
     * @throws io.pulsemetrics.error.PulseException with everything that is wrong: a cycle (with its path), an undeclared or
     *     unused dependency, a model that is referred to and not among them, two of one name, a column twice, a name over 63
     *     bytes, a column whose table is not in FROM, the as-of instant in a view, and more (see docs/errors.md)
     */
    public static Project of(Relation<?>... relations) {
        return of(Arrays.asList(relations));
    }

    /** As {@link #of(Relation...)}. */
    public static Project of(Collection<? extends Relation<?>> relations) {
        return new Assembly(relations).project();
    }

    /**
     * The project of these relations and of all that they need: the models and seeds that they read, those that their checks look at, and
     * what these need in turn.
     */
    public static Project around(Relation<?>... relations) {
        return of(Surroundings.of(Arrays.asList(relations)));
    }

    /**
     * The same models and seeds as a target has them: published in other schemas, while the sources are where they were. Selectors take
     * the names in the target and those that are declared.
     *
     * @throws PulseException if a name becomes too long, or that of a source
     */
    public Project in(SchemaMapping schemas) {
        boolean there = isIn(schemas);
        var mapped = there ? this : renamed(schemas::of, ImmutableSet.of());
        var problems = new ArrayList<Problem>();
        if (!there) { // else the names are those that assembly has looked at
            problems.addAll(schemas.problems(declaredSchemas()));
            PropertyRules.names(mapped.nodes(), problems);
        }
        mapped.nodes().stream()
                .filter(node -> sources.containsKey(node.name()))
                .map(node -> new Problem(
                        ErrorCode.TARGET,
                        node.name().toString(),
                        "so %s is called in the target, and so is a source, which it would replace"
                                .formatted(node.declaredName()),
                        "Take another prefix, suffix or name of the schema"))
                .forEach(problems::add);
        if (!problems.isEmpty()) {
            throw new PulseException(problems);
        }
        return mapped;
    }

    /**
     * The same project, where some nodes stand in the schemas of another target, to be read there.
     *
     * @param elsewhere declared names
     */
    public Project reading(Set<RelationName> elsewhere, SchemaMapping schemas) {
        return renamed(
                name -> elsewhere.contains(name) ? schemas.of(name) : published(name),
                elsewhere.stream().map(schemas::of).collect(toImmutableSet()));
    }

    private boolean isIn(SchemaMapping schemas) {
        return elsewhere.isEmpty()
                && published.entrySet().stream()
                        .allMatch(names -> schemas.of(names.getKey()).equals(names.getValue()));
    }

    /** @param names from the declared names of models and seeds; sources keep theirs */
    private Project renamed(UnaryOperator<RelationName> names, ImmutableSet<RelationName> others) {
        UnaryOperator<RelationName> renaming = name -> published.containsKey(name) ? names.apply(name) : name;
        return new Project(graph.map(node -> node.renamed(renaming)), parameters, warnings, declared, others);
    }

    /** Whether the relation of this published name is read in another target. */
    public boolean isElsewhere(RelationName name) {
        return elsewhere.contains(name);
    }

    private ImmutableSet<String> declaredSchemas() {
        return published.keySet().stream().map(RelationName::schema).collect(toImmutableSet());
    }

    /** The published name of what a model or seed declares; that of a source is what it is. */
    public RelationName published(RelationName declared) {
        return published.getOrDefault(declared, declared);
    }

    /** The nodes of this project that are the same models and seeds as those. */
    public ImmutableSet<Node> here(Collection<Node> same) {
        return same.stream()
                .map(node -> find(published(node.declaredName()))
                        .orElseThrow(() -> new IllegalArgumentException("not in the project: " + node)))
                .collect(toImmutableSet());
    }

    /** As {@link #with(Collection)}. */
    public Project with(Source... sources) {
        return with(Arrays.asList(sources));
    }

    /**
     * The same project, with what it expects of tables that others fill, those that no model reads among them.
     *
     * @throws io.pulsemetrics.error.PulseException with everything that is wrong: a table that is declared twice or is a node of the
     *     project, two checks of one name, a check that points at a relation which is not in the project, or that compares with what was
     *     published
     */
    public Project with(Collection<Source> sources) {
        var all = ImmutableList.<Source>builder()
                .addAll(declared.values())
                .addAll(sources)
                .build();
        SourceRules.verify(all, published.keySet());
        return new Project(
                graph,
                parameters,
                warnings,
                all.stream().collect(toImmutableMap(Source::name, source -> source)),
                elsewhere);
    }

    /** The graph: sources are not part of it. */
    public Dag<Node> graph() {
        return graph;
    }

    /** All models and seeds, parents before children. */
    public ImmutableList<Node> nodes() {
        return graph.order();
    }

    /** The node of this name. */
    public Optional<Node> find(RelationName name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /** The node of this name without schema. */
    public Optional<Node> find(String simpleName) {
        return nodes().stream()
                .filter(node -> node.name().name().equals(simpleName))
                .findFirst();
    }

    /** What is expected of a table that others fill; empty if nothing was said about it. */
    public Optional<Source> source(RelationName name) {
        return Optional.ofNullable(declared.get(name));
    }

    /** The declared sources, in the order of their declaration. */
    public ImmutableList<Source> declaredSources() {
        return declared.values().asList();
    }

    /** The tables that others fill, by name, in the order in which they are first read; then those that no model reads. */
    public ImmutableMap<RelationName, Table<?>> sources() {
        return sources;
    }

    /** The parameters that models use, by name, beside the as-of instant. */
    public ImmutableMap<String, Parameter<?>> parameters() {
        return parameters;
    }

    /** The schemas the nodes are published in, in the order of the graph. */
    public ImmutableSet<String> schemas() {
        return nodes().stream().map(node -> node.name().schema()).collect(ImmutableSet.toImmutableSet());
    }

    /** What is allowed and still worth knowing: plain SQL that lineage cannot look into. */
    public ImmutableList<String> warnings() {
        return warnings;
    }

    /** The nodes that read a source directly. */
    public ImmutableList<Node> readers(RelationName source) {
        return nodes().stream()
                .filter(node -> node.dependencies().stream()
                        .anyMatch(d ->
                                d instanceof Dependency.OnSource && d.name().equals(source)))
                .collect(toImmutableList());
    }
}
