package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import io.pulsemetrics.check.Audit;
import io.pulsemetrics.lineage.Lineage;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.project.Fingerprint;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jooq.Table;

/** Says how nodes would be made now. Pure. */
public final class Makings {
    private final Project project;
    private final ParameterValues values;
    private final Present present;

    /** @param project as a run sees it, with what it reads in another target */
    public Makings(Project project, ParameterValues values, Present present) {
        this.project = project;
        this.values = values;
        this.present = present;
    }

    /**
     * What a node is by itself, whatever stands around it.
     *
     * @param code see {@link Fingerprint}
     * @param configuration a hash of its descriptions and checks
     */
    record Own(String code, String configuration) {
        static Own of(Node node) {
            return new Own(Fingerprint.of(node), Makings.configuration(node));
        }
    }

    /**
     * How a node is made.
     *
     * @param built what the run builds beside it
     * @param version the run
     */
    public Making of(Node node, Set<RelationName> built, String version) {
        return of(node, Own.of(node), built, version);
    }

    Making of(Node node, Own own, Set<RelationName> built, String version) {
        return new Making(
                version,
                own.code(),
                own.configuration(),
                parameters(node),
                data(node, built, version),
                isView(node) ? identities(node) : ImmutableMap.of());
    }

    /**
     * How a node is made that was found to read this, too, behind plain SQL that lineage cannot look into.
     *
     * @param found what it reads
     */
    public Making of(Node node, Set<RelationName> built, String version, Set<RelationName> found) {
        return of(node, built, version)
                .with(found.stream()
                        .filter(name -> project.find(name).isEmpty())
                        .collect(toImmutableMap(name -> name, present::data)));
    }

    /** What it reads, what is ephemeral among it. */
    ImmutableSet<RelationName> reads(Node node) {
        return node.dependencies().stream()
                .map(dependency -> project.published(dependency.name()))
                .collect(toImmutableSet());
    }

    /** What its checks read beside it. */
    ImmutableSet<RelationName> compared(Node node) {
        return node.checks().stream()
                .flatMap(check -> Audit.others(check).stream())
                .map(Supplier::get)
                .filter(Objects::nonNull)
                .filter(table -> table.getSchema() != null)
                .map(Makings::name)
                .map(project::published)
                .filter(name -> !name.equals(node.name()))
                .collect(toImmutableSet());
    }

    private static RelationName name(Table<?> table) {
        return RelationName.of(table);
    }

    /** Whether a run makes a view of it, or nothing: its rows are those of what it reads. */
    boolean isView(Node node) {
        return !(node.relation() instanceof Seed<?>) && Planner.kind(project, node) == RelationKind.VIEW;
    }

    private static String configuration(Node node) {
        var hasher = Hashing.sha256().newHasher();
        Stream.concat(
                        Stream.of(node.config().description(), Increments.audit(node)),
                        Stream.concat(
                                node.relation().columns().stream().map(Column::description),
                                node.checks().stream()
                                        .map(check -> check.name() + " "
                                                + check.options().judgement())))
                .forEach(text -> hasher.putInt(text.length()).putString(text, StandardCharsets.UTF_8));
        return hasher.hash().toString();
    }

    private ImmutableMap<String, String> parameters(Node node) {
        var used = node.lineage().map(Lineage::parameters).orElse(ImmutableSet.of());
        return Stream.concat(used.stream(), windows(node))
                .distinct()
                .sorted(Comparator.comparing(Parameter::name))
                .collect(toImmutableMap(
                        Parameter::name, parameter -> values.get(parameter).toString()));
    }

    /** An incremental model looks as far as the as-of instant, whether its query says so or not. */
    private static Stream<Parameter<?>> windows(Node node) {
        return node.config().materialization() instanceof Incremental
                        && node.relation() instanceof Model<?> model
                        && !model.timed().isEmpty()
                ? Stream.of(Parameter.AS_OF)
                : Stream.empty();
    }

    private ImmutableMap<RelationName, String> data(Node node, Set<RelationName> built, String version) {
        Map<RelationName, String> data = new TreeMap<>();
        Stream.concat(reads(node).stream(), compared(node).stream())
                .forEach(name -> collect(name, built, version, data));
        return ImmutableMap.copyOf(data);
    }

    private void collect(RelationName name, Set<RelationName> built, String version, Map<RelationName, String> data) {
        if (data.containsKey(name)) {
            return;
        }
        var node = project.find(name);
        if (node.isEmpty() || project.isElsewhere(name)) {
            data.put(name, present.data(name));
        } else if (isSeenThrough(node.get(), built)) {
            data.put(name, own(node.get(), built));
            reads(node.get()).forEach(read -> collect(read, built, version, data));
        } else {
            data.put(
                    name,
                    built.contains(name)
                            ? version
                            : present.making(name).map(Making::version).orElse(Making.UNKNOWN));
        }
    }

    /** Whether its rows are those of what it reads, as it stands or will stand. */
    private boolean isSeenThrough(Node node, Set<RelationName> built) {
        return isEphemeral(node) || (built.contains(node.name()) ? isView(node) : present.isView(node.name()));
    }

    private static boolean isEphemeral(Node node) {
        return node.config().materialization() instanceof Materialization.Ephemeral;
    }

    /** What a view or something ephemeral adds to what it reads: its query. */
    private String own(Node node, Set<RelationName> built) {
        return isEphemeral(node) || built.contains(node.name())
                ? Fingerprint.of(node) + parameters(node)
                : present.making(node.name())
                        .map(making -> making.code() + making.parameters())
                        .orElse(Making.UNKNOWN);
    }

    /** The identities of what a view stands on: what is ephemeral stands in its query. */
    ImmutableMap<RelationName, String> identities(Node node) {
        Map<RelationName, String> identities = new TreeMap<>();
        beneath(node).forEach(name -> identities.put(name, String.valueOf(present.oid(name))));
        return ImmutableMap.copyOf(identities);
    }

    /** What it reads, through what is ephemeral. */
    Stream<RelationName> beneath(Node node) {
        return reads(node).stream()
                .flatMap(name -> project.find(name)
                        .filter(Makings::isEphemeral)
                        .map(this::beneath)
                        .orElse(Stream.of(name)));
    }
}
