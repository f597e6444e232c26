package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.BuildNames;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.PlannedNode;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.warehouse.Catalog;
import io.pulsemetrics.warehouse.RelationDiff;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import javax.sql.DataSource;

/**
 * Compares a model in two of its states, rows and columns, as of one moment and without writing. Rows are told apart by the primary key that
 * the model declares.
 *
 * <pre>{@code
 * ModelDiff.on(dataSource, runner).compare(node, new State.Kept(1), new State.Published(), 5);
 * }</pre>
 *
 * <p>Immutable.
 */
public final class ModelDiff {
    private final DataSource source;
    private final ModelRunner runner;

    private ModelDiff(DataSource source, ModelRunner runner) {
        this.source = source;
        this.runner = runner;
    }

    /** Compares models as this runner would build them. */
    public static ModelDiff on(DataSource source, ModelRunner runner) {
        return new ModelDiff(source, runner);
    }

    /** Where rows of a model can be. */
    public sealed interface State {
        /** As it is published. */
        record Published() implements State {
            @Override
            public String toString() {
                return "published";
            }
        }

        /** As it was before one of the last publishes, if that kept what it replaced; number 1 is the last. */
        record Kept(int number) implements State {
            @Override
            public String toString() {
                return number == 1 ? "kept" : "kept:" + number;
            }
        }

        /** As it was built and audited, and waits to be published. */
        record Built() implements State {
            @Override
            public String toString() {
                return "build";
            }
        }

        /** As its query computes it now, over what is published. */
        record Computed() implements State {
            @Override
            public String toString() {
                return "computed";
            }
        }
    }

    /**
     * What differs.
     *
     * @param samples how many differing rows are told at most
     * @throws PulseException {@code missing-relation}: there is no such state; {@code selector}: the model has no rows of its own
     */
    public RelationDiff.Result compare(Node node, State from, State to, int samples) {
        if (node.config().materialization() instanceof Materialization.Ephemeral) {
            throw PulseException.of(
                    ErrorCode.SELECTOR,
                    node.name().toString(),
                    "it is ephemeral: it has no rows of its own to compare",
                    "Compare what reads it");
        }
        var key = node.relation().primaryKey().stream().map(Column::getName).collect(toImmutableSet());
        var name = new SessionName("diff", node.name().name(), SessionName.Role.READER);
        try (var session = Session.open(source, name, SessionSettings.UNLIMITED)) {
            return session.reading(() ->
                    RelationDiff.compare(session, side(session, node, from), side(session, node, to), key, samples));
        }
    }

    private RelationDiff.Side side(Session session, Node node, State state) {
        return switch (state) {
            case State.Published ignored -> stored(session, node, node.name(), state);
            case State.Kept kept ->
                stored(
                        session,
                        node,
                        node.name().inSchema(BuildNames.keptSchema(node.name().schema(), kept.number())),
                        state);
            case State.Built ignored -> stored(session, node, BuildNames.buildName(node.name()), state);
            case State.Computed ignored -> computed(node);
        };
    }

    private static RelationDiff.Side stored(Session session, Node node, RelationName relation, State state) {
        var columns = new Catalog(session).columns(relation);
        if (columns.isEmpty()) {
            throw PulseException.of(
                    ErrorCode.MISSING_RELATION,
                    node.name().toString(),
                    "there is nothing of it to compare with as %s: %s does not exist".formatted(state, relation),
                    switch (state) {
                        case State.Kept ignored -> "Let runs keep what they replace: --keep 1";
                        case State.Built ignored -> "A build is there while it waits to be published";
                        case State.Published ignored -> "Build it";
                        case State.Computed ignored -> "Build what it reads";
                    });
        }
        return new RelationDiff.Side("select * from " + session.sql().render(relation.toName()), columns);
    }

    /** Its types are those that the model declares: nobody has computed them yet. */
    private RelationDiff.Side computed(Node node) {
        if (node.relation() instanceof Seed<?>) {
            throw PulseException.of(
                    ErrorCode.SELECTOR, node.name().toString(), "a seed is not computed", "Compare it as published");
        }
        var query = runner.compile(ImmutableSet.of(node)).stream()
                .map(PlannedNode::select)
                .findFirst()
                .orElseThrow();
        return new RelationDiff.Side(
                query,
                node.relation().columns().stream()
                        .map(column -> new ColumnType(column.getName(), "", 0))
                        .collect(toImmutableList()));
    }
}
