package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.project.SideBySide;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides which of the selected nodes have to be built, since they would not become what is there. Pure.
 *
 * <p>What a node that is built brings with it is found step by step: a table because of what it reads, a node because of what its
 * checks read, which may be anything but a cycle of models and may be a cycle of checks.
 */
public final class Outdated {
    private static final String THIS_RUN = "this run";

    private final Project project;
    private final Present present;
    private final Makings makings;
    private final Predicate<Node> asked;
    private final Map<Node, Makings.Own> own;
    private final Map<RelationName, Due> due = new LinkedHashMap<>();

    private Outdated(
            Project project, Present present, Makings makings, Map<Node, Makings.Own> own, Predicate<Node> asked) {
        this.own = own;
        this.project = project;
        this.present = present;
        this.makings = makings;
        this.asked = asked;
    }

    /**
     * Those that have to be built, and why; parents before children.
     *
     * @param project as the run sees it
     * @param state what the caller wants done again
     */
    public static ImmutableMap<RelationName, Due> of(
            Project project, Set<Node> selected, ParameterValues values, Present present, BuildState state) {
        var nodes = project.graph().sorted(selected);
        var outdated = new Outdated(
                project,
                present,
                new Makings(project, values, present),
                own(nodes, present),
                node -> isAsked(node, state));
        while (outdated.grows(nodes)) {}
        return nodes.stream()
                .filter(node -> outdated.due.containsKey(node.name()))
                .collect(toImmutableMap(Node::name, node -> Objects.requireNonNull(outdated.due.get(node.name()))));
    }

    /** Of those that can be compared: the most of what there is to compute. */
    private static Map<Node, Makings.Own> own(Collection<Node> nodes, Present present) {
        var known = nodes.stream()
                .filter(node -> present.recorded().containsKey(node.name()))
                .toList();
        var own = SideBySide.map(known, Makings.Own::of);
        return IntStream.range(0, known.size()).boxed().collect(toImmutableMap(known::get, own::get));
    }

    private static boolean isAsked(Node node, BuildState state) {
        return node.config().materialization() instanceof Incremental incremental
                && ((state.fullRefresh() && incremental.mayBeRebuilt())
                        || (state.backfill().isPresent() && incremental.strategy() instanceof Incremental.ByInterval));
    }

    private boolean grows(Collection<Node> nodes) {
        int before = due.size();
        nodes.stream()
                .filter(node -> !due.containsKey(node.name()))
                .forEach(node -> cause(node).ifPresent(cause -> due.put(node.name(), cause)));
        return due.size() > before;
    }

    private Optional<Due> cause(Node node) {
        if (asked.test(node)) {
            return because(Cause.ASKED);
        }
        var recorded = present.recorded().get(node.name());
        boolean ephemeral = node.config().materialization() instanceof Materialization.Ephemeral;
        if (recorded == null || (!ephemeral && present.oid(node.name()) == 0)) {
            return because(Cause.NEW);
        }
        if (!ephemeral && present.oid(node.name()) != recorded.oid()) {
            return because(Cause.REPLACED);
        }
        return difference(
                node,
                recorded.making(),
                makings.of(node, Objects.requireNonNull(own.get(node)), due.keySet(), THIS_RUN));
    }

    private static Optional<Due> because(Cause cause) {
        return Optional.of(new Due(cause, ImmutableList.of()));
    }

    private Optional<Due> difference(Node node, Making before, Making now) {
        if (!before.code().equals(now.code())) {
            return because(Cause.CODE);
        }
        if (!before.configuration().equals(now.configuration())) {
            return because(Cause.CONFIGURATION);
        }
        var parameters = Sets.union(
                        before.parameters().keySet(), now.parameters().keySet())
                .stream()
                .filter(name -> !Objects.equals(
                        before.parameters().get(name), now.parameters().get(name)))
                .collect(toImmutableList());
        if (!parameters.isEmpty()) {
            return Optional.of(new Due(Cause.PARAMETER, parameters));
        }
        return makings.isView(node) ? ofView(node, before, now) : ofData(before, now);
    }

    /** A view changes with what it stands on; its checks have to be asked again if rows change. */
    private Optional<Due> ofView(Node node, Making before, Making now) {
        var moved = Sets.union(before.identities().keySet(), now.identities().keySet()).stream()
                .filter(name -> due.containsKey(name)
                        || !Objects.equals(
                                before.identities().get(name), now.identities().get(name)))
                .map(RelationName::toString)
                .collect(toImmutableList());
        if (!moved.isEmpty()) {
            return Optional.of(new Due(Cause.PARENT, moved));
        }
        return node.checks().isEmpty() ? Optional.empty() : ofData(before, now);
    }

    private Optional<Due> ofData(Making before, Making now) {
        var changed = new EnumMap<Cause, List<String>>(Cause.class);
        for (var name : Sets.union(before.data().keySet(), now.data().keySet())) {
            difference(name, before, now)
                    .ifPresent(cause -> changed.computeIfAbsent(cause, any -> new ArrayList<>())
                            .add(name.toString()));
        }
        return Stream.of(Cause.DATA, Cause.PARENT, Cause.UNKNOWN)
                .filter(changed::containsKey)
                .findFirst()
                .map(cause -> new Due(cause, ImmutableList.copyOf(Objects.requireNonNull(changed.get(cause)))));
    }

    /** Why the version of something is not the one before; empty if it is. */
    private Optional<Cause> difference(RelationName name, Making before, Making now) {
        boolean source = project.find(name).isEmpty() || project.isElsewhere(name);
        var was = before.data().get(name);
        var is = now.data().containsKey(name) ? now.data().get(name) : source ? present.data(name) : null;
        if (Making.UNKNOWN.equals(was) || Making.UNKNOWN.equals(is)) {
            return Optional.of(Cause.UNKNOWN);
        }
        return Objects.equals(was, is) ? Optional.empty() : Optional.of(source ? Cause.DATA : Cause.PARENT);
    }
}
