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
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Compares a model in two of its states, or in two targets, rows and columns, without writing. Rows are told apart by the primary key that
 * the model declares. In one database it is one moment that is looked at; two databases have each its own.
 *
 * <pre>{@code
 * ModelDiff.on(dataSource, runner).compare(node, new State.Kept(1), new State.Published(), Samples.ofKeys(5));
 * ModelDiff.on(dataSource, runner).compare(node, State.in(prod), new State.Published(), Samples.ofKeys(5));
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

        /**
         * As it is published in a target.
         *
         * @param elsewhere the target's database; empty if it is the one that is compared on
         */
        record InTarget(Target target, Optional<DataSource> elsewhere) implements State {
            @Override
            public String toString() {
                return "target " + target;
            }
        }

        /** As it is published in another target of the same database. */
        static State in(Target target) {
            return new InTarget(target, Optional.empty());
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
     * Which rows that differ are told. Values of columns that are {@code sensitive()} never are, nor do they leave the database.
     *
     * @param most how many at most
     * @param withValues whether with the values that differ, and not by key alone
     */
    public record Samples(int most, boolean withValues) {

        /** So many at most, by key alone. */
        public static Samples ofKeys(int most) {
            return new Samples(most, false);
        }
    }

    /**
     * What differs.
     *
     * @throws PulseException {@code missing-relation}: there is no such state; {@code selector}: the model has no rows of its own
     */
    public RelationDiff.Result compare(Node node, State from, State to, Samples samples) {
        if (node.config().materialization() instanceof Materialization.Ephemeral) {
            throw PulseException.of(
                    ErrorCode.SELECTOR,
                    node.name().toString(),
                    "it is ephemeral: it has no rows of its own to compare",
                    "Compare what reads it");
        }
        var question = new RelationDiff.Question(
                node.relation().primaryKey().stream().map(Column::getName).collect(toImmutableSet()),
                samples.most(),
                samples.withValues(),
                node.relation().columns().stream()
                        .filter(Column::isSensitive)
                        .map(Column::getName)
                        .collect(toImmutableSet()));
        try (var here = session(node, database(from))) {
            if (database(from).equals(database(to))) {
                return here.reading(
                        () -> RelationDiff.compare(here, side(here, node, from), side(here, node, to), question));
            }
            try (var there = session(node, database(to))) {
                return here.reading(() -> there.reading(() ->
                        RelationDiff.compare(here, side(here, node, from), there, side(there, node, to), question)));
            }
        }
    }

    private DataSource database(State state) {
        return state instanceof State.InTarget other ? other.elsewhere().orElse(source) : source;
    }

    private static Session session(Node node, DataSource database) {
        var name = new SessionName("diff", node.name().name(), SessionName.Role.READER);
        return Session.open(database, name, SessionSettings.UNLIMITED);
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
            case State.InTarget other -> stored(session, node, other.target().of(node.declaredName()), state);
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
                        case State.InTarget other -> "Build it there: --target " + other.target();
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
