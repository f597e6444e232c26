package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.project.Fingerprint;
import io.pulsemetrics.project.Node;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A node and what a run does for it. Its queries are rendered when they are first asked for, so that a plan of many nodes that is only
 * looked at costs little.
 *
 * <p>Immutable, therefore safe for use by several threads.
 */
public final class PlannedNode {
    private final Node node;
    private final RelationName build;
    private final RelationKind kind;
    private final Supplier<String> select;
    private final ImmutableSet<RelationName> parents;
    private final Supplier<ImmutableList<PlannedAudit>> audits;
    private final TableDesign design;
    private final ImmutableList<Change.Key> key;
    private final Optional<Increment> increment;
    private final Optional<Batches> batches;
    private final Optional<Coverage> coverage;
    private final ImmutableSet<RelationName> elsewhere;

    PlannedNode(
            Node node,
            RelationName build,
            RelationKind kind,
            Supplier<String> select,
            ImmutableSet<RelationName> parents,
            Supplier<ImmutableList<PlannedAudit>> audits,
            TableDesign design,
            ImmutableList<Change.Key> key,
            Optional<Increment> increment,
            Optional<Batches> batches,
            Optional<Coverage> coverage,
            ImmutableSet<RelationName> elsewhere) {
        this.elsewhere = elsewhere;
        this.node = node;
        this.build = build;
        this.kind = kind;
        this.select = Suppliers.memoize(select::get);
        this.parents = parents;
        this.audits = Suppliers.memoize(audits::get);
        this.design = design;
        this.key = key;
        this.increment = increment;
        this.batches = batches;
        this.coverage = coverage;
    }

    /** The model or seed. */
    public Node node() {
        return node;
    }

    /** The name under which it is built. */
    public RelationName build() {
        return build;
    }

    /** What it becomes; a table if it reads something in another target, whose next publish a view would stand in the way of. */
    public RelationKind kind() {
        return kind;
    }

    /** The rendered query, which reads what this run builds from the build schemas and all else as published; empty for a seed. */
    public String select() {
        return select.get();
    }

    /** Its direct parents that this run builds, too. */
    public ImmutableSet<RelationName> parents() {
        return parents;
    }

    /** What its enforced foreign keys point at, itself excepted. */
    public ImmutableSet<RelationName> references() {
        return design.foreignKeys().stream()
                .map(TableDesign.ForeignKey::target)
                .filter(target -> !target.equals(name()))
                .collect(toImmutableSet());
    }

    /** The queries of its audit. */
    public ImmutableList<PlannedAudit> audits() {
        return audits.get();
    }

    /** How it is stored; plain for a view. */
    public TableDesign design() {
        return design;
    }

    /** What no two rows of it may have in common, NULLs included; empty if nothing is known. */
    public ImmutableList<Change.Key> key() {
        return key;
    }

    /** How it is brought up to date; empty if it is built anew. */
    public Optional<Increment> increment() {
        return increment;
    }

    /** What the run computes of it, for the ledger of intervals; empty if none is kept. */
    public Optional<Coverage> coverage() {
        return coverage;
    }

    /** What it reads in another target. */
    public ImmutableSet<RelationName> elsewhere() {
        return elsewhere;
    }

    /** Whether a run does for the other what it does for this. Renders the queries of both. */
    boolean doesTheSame(PlannedNode other) {
        return other.name().equals(name())
                && other.kind == kind
                && other.select().equals(select())
                && other.parents.equals(parents)
                && other.audits().equals(audits())
                && other.design.equals(design)
                && other.key.equals(key)
                && other.increment.equals(increment)
                && other.batches.equals(batches)
                && other.coverage.equals(coverage)
                && other.elsewhere.equals(elsewhere);
    }

    /**
     * What a run does for it, in 64 hexadecimal digits: they change with its code, its configuration, the queries of its audit, and how it
     * is brought up to date. Renders its queries.
     */
    public String digest() {
        var hasher = Hashing.sha256().newHasher();
        var parts = Stream.concat(
                Stream.of(Fingerprint.of(node), kind, select(), parents, key, increment, coverage, elsewhere, batches),
                audits().stream().flatMap(audit -> Stream.of(audit.sql(), audit.waitsFor(), audit.gates())));
        parts.map(Object::toString)
                .forEach(part -> hasher.putInt(part.length()).putString(part, StandardCharsets.UTF_8));
        return hasher.hash().toString();
    }

    /** The batches in which its delta, or else the whole of it, is computed side by side; empty if one statement computes it. */
    public Optional<Batches> batches() {
        return batches;
    }

    /** Whether it becomes a relation of its own; what is ephemeral stands in the queries of others. */
    public boolean isPublished() {
        return !(node.config().materialization() instanceof Materialization.Ephemeral);
    }

    /** Whether it keeps history, and is therefore published before everything else. */
    public boolean isSnapshot() {
        return node.config().materialization() instanceof Snapshot;
    }

    /** The name under which it is published. */
    public RelationName name() {
        return node.name();
    }
}
