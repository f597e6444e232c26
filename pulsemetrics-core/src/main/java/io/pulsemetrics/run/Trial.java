package io.pulsemetrics.run;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.ParameterValues;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.warehouse.Session;
import io.pulsemetrics.warehouse.SessionName;
import io.pulsemetrics.warehouse.SessionSettings;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jspecify.annotations.Nullable;

/**
 * Builds one model from rows that are given for what it reads, in a transaction that is rolled back: for tests of models. The SQL, and
 * the way in which a table is brought up to date, are those of a run. What the model reads and nobody gives is empty; a seed has
 * the rows of its file. A relation of the same name that is there already is out of the way as long as the trial lasts, and its
 * readers wait for that long.
 *
 * <p>Trials that name the same relations of one database wait for each other.
 *
 * @param project with the model and all that it reads
 * @param model what is built
 * @param computed models among its ancestors that are computed by their queries
 * @param given the rows that stand in for what is read
 * @param earlier the model's table as it was before; empty if it is built anew
 * @param parameters the as-of instant, and others
 */
public record Trial(
        Project project,
        Model<?> model,
        ImmutableSet<Model<?>> computed,
        ImmutableMap<RelationName, Rows> given,
        Optional<Earlier> earlier,
        ParameterValues parameters) {

    /**
     * Rows of a table.
     *
     * @param columns all columns of the table
     * @param rows of each row a value for each column
     */
    public record Rows(ImmutableList<Field<?>> columns, ImmutableList<List<@Nullable Object>> rows) {}

    /**
     * A table as an earlier run left it.
     *
     * @param asOf the as-of instant of that run; empty if all that is given came after it
     */
    public record Earlier(Rows table, Optional<LocalDateTime> asOf) {}

    /** What the model, and the models that are computed for it, read beside each other: what rows can be given for. In order of reading. */
    public ImmutableMap<RelationName, Dependency> reads() {
        var built = built();
        var reads = new LinkedHashMap<RelationName, Dependency>();
        project.nodes().stream().filter(node -> built.contains(node.name())).forEach(node -> read(node, built, reads));
        return ImmutableMap.copyOf(reads);
    }

    private void read(Node node, Set<RelationName> built, Map<RelationName, Dependency> reads) {
        for (var dependency : node.dependencies()) {
            if (isInlined(dependency)) {
                project.find(dependency.name()).ifPresent(inlined -> read(inlined, built, reads));
            } else if (!built.contains(dependency.name())) {
                reads.put(dependency.name(), dependency);
            }
        }
    }

    private boolean isInlined(Dependency dependency) {
        return dependency instanceof Dependency.OnModel on
                && on.model().config().materialization() instanceof Materialization.Ephemeral
                && !given.containsKey(dependency.name());
    }

    /** The names of the model and of those that are computed for it. */
    ImmutableSet<RelationName> built() {
        return Stream.concat(Stream.of(model), computed.stream())
                .map(Model::relationName)
                .collect(toImmutableSet());
    }

    /**
     * Builds the model.
     *
     * @return its rows, all columns in their order; of a model that is brought up to date, the rows of the table afterwards
     * @throws io.pulsemetrics.error.PulseException if PostgreSQL refuses
     */
    public Result<Record> build(DataSource source) {
        var name = new SessionName("trial", model.relationName().name(), SessionName.Role.WORKER);
        try (var session = Session.open(source, name, SessionSettings.UNLIMITED)) {
            return session.discarding(() -> new TrialStage(session, this).build());
        }
    }
}
