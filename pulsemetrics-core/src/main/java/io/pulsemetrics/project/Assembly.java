package io.pulsemetrics.project;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.graph.CycleException;
import io.pulsemetrics.graph.Dag;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.RelationName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Assembles a project: looks at everything, collects every problem, throws once. */
final class Assembly {
    private final Collection<? extends Relation<?>> relations;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, RelationName> simpleNames = new LinkedHashMap<>();
    private final Map<RelationName, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Parameter<?>> parameters = new LinkedHashMap<>();

    Assembly(Collection<? extends Relation<?>> relations) {
        this.relations = relations;
    }

    Project project() {
        var seen = Sets.<Relation<?>>newIdentityHashSet(); // jOOQ's tables are equal when their names are
        var distinct = relations.stream()
                .<Relation<?>>map(Relation::origin)
                .filter(seen::add)
                .toList();
        Inspection.all(distinct).forEach(this::add);
        problems.addAll(BuildNames.problems(
                nodes.keySet().stream().map(RelationName::schema).toList()));
        SideBySide.map(ImmutableList.copyOf(nodes.values()), this::problems).forEach(problems::addAll);
        nodes.values().forEach(this::collect);
        PropertyRules.names(nodes.values(), problems);
        var graph = graph();
        if (!problems.isEmpty()) {
            throw new PulseException(problems);
        }
        return new Project(graph.orElseThrow(), ImmutableMap.copyOf(parameters), ImmutableList.copyOf(warnings));
    }

    private void add(Inspection inspection) {
        problems.addAll(inspection.problems());
        inspection.node().ifPresent(node -> {
            var other = simpleNames.putIfAbsent(node.name().name(), node.name());
            if (other == null) {
                nodes.put(node.name(), node);
            } else {
                twoOfOneName(node.name(), other);
            }
        });
    }

    private void twoOfOneName(RelationName one, RelationName other) {
        problems.add(new Problem(
                ErrorCode.NAME_TWICE,
                one.toString(),
                one.equals(other)
                        ? "two models or seeds have this name"
                        : "%s has the same name in another schema".formatted(other),
                "Rename one of them; a name without its schema is unique in a project"));
    }

    /** What is wrong with a node, given all others. */
    private List<Problem> problems(Node node) {
        var found = new ArrayList<Problem>();
        if (node.relation().columns().isEmpty()) {
            found.add(problem(
                    ErrorCode.NO_COLUMNS, node, "no column is declared", "Declare at least one with column(..)"));
        }
        NodeRules.names(node, found);
        NodeRules.checkNames(node.name().toString(), node.checks(), found);
        PropertyRules.of(node, found);
        MaterializationRules.of(node, found);
        node.lineage().ifPresent(lineage -> {
            NodeRules.lineage(node, lineage, found);
            dependencies(node, lineage, found);
        });
        return found;
    }

    /** What its query says to the project, and what its checks name: that may initialize classes, which two threads must not do in turns. */
    private void collect(Node node) {
        NodeRules.targets(node.name().toString(), node.checks(), nodes.keySet(), problems);
        node.lineage().ifPresent(lineage -> {
            lineage.opaque()
                    .forEach(sql -> warnings.add(
                            "%s: plain SQL that lineage cannot look into: %s".formatted(node.name(), sql)));
            lineage.parameters().forEach(parameter -> parameter(node, parameter));
        });
    }

    private void parameter(Node node, Parameter<?> parameter) {
        if (parameter == Parameter.AS_OF) {
            return;
        }
        var other = parameters.putIfAbsent(parameter.name(), parameter);
        if (other != null && other != parameter) {
            problems.add(problem(
                    ErrorCode.PARAMETER_TWICE,
                    node,
                    "two parameters are named " + parameter.name(),
                    "Declare the parameter once, as a constant, and use that everywhere"));
        }
    }

    private void dependencies(Node node, Lineage lineage, List<Problem> found) {
        var declared = new HashSet<RelationName>();
        for (var dependency : node.dependencies()) {
            var name = dependency.name();
            declared.add(name);
            if (!(dependency instanceof Dependency.OnSource) && !nodes.containsKey(name)) {
                found.add(problem(
                        ErrorCode.OUTSIDE_PROJECT,
                        node,
                        "it reads %s, which is not part of the project".formatted(name),
                        "Add it to the project, or read the table with source(..)"));
            } else if (!lineage.relations().contains(name)) {
                found.add(problem(
                        ErrorCode.UNUSED_DEPENDENCY,
                        node,
                        "it declares %s and does not read it".formatted(name),
                        "Remove the declaration, or use it in the query"));
            }
        }
        for (var read : lineage.relations()) {
            if (!declared.contains(read)) {
                found.add(problem(
                        ErrorCode.UNDECLARED_DEPENDENCY,
                        node,
                        "its query reads %s, which it does not declare".formatted(read),
                        "Declare it with ref(..), seed(..) or source(..) and use the alias that this returns"));
            }
        }
    }

    private Optional<Dag<Node>> graph() {
        try {
            return Optional.of(Dag.of(new LinkedHashSet<>(nodes.values()), this::parents));
        } catch (CycleException e) {
            problems.add(new Problem(
                    ErrorCode.CYCLE,
                    String.valueOf(e.path().getFirst()),
                    "models depend on each other in a cycle: "
                            + e.path().stream().map(Object::toString).collect(joining(" -> ")),
                    "Break the cycle: let one of them read what the other reads"));
            return Optional.empty();
        }
    }

    /** What a node declares and what its query reads: an undeclared cycle is a cycle, too. */
    private Set<Node> parents(Node node) {
        var parents = new LinkedHashSet<Node>();
        node.dependencies().forEach(dependency -> add(dependency.name(), parents));
        node.lineage().ifPresent(lineage -> lineage.relations().forEach(name -> add(name, parents)));
        return parents;
    }

    private void add(RelationName name, Set<Node> into) {
        var node = nodes.get(name);
        if (node != null) {
            into.add(node);
        }
    }

    private static Problem problem(ErrorCode code, Node node, String message, String remedy) {
        return new Problem(code, node.name().toString(), message, remedy);
    }
}
