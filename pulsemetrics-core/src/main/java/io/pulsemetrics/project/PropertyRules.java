package io.pulsemetrics.project;

import com.google.common.collect.Sets;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.Incremental;
import io.pulsemetrics.model.Index;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Snapshot;
import io.pulsemetrics.model.TableProperties;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.TableField;

/** What must hold of how a node is stored. */
final class PropertyRules {
    private static final String REMEDY = "Change stored(..) in the config of the model";

    private final Node node;
    private final TableProperties properties;
    private final List<Problem> problems;

    private PropertyRules(Node node, List<Problem> problems) {
        this.node = node;
        this.properties = node.config().table();
        this.problems = problems;
    }

    static void of(Node node, List<Problem> problems) {
        var rules = new PropertyRules(node, problems);
        if (!node.config().table().equals(TableProperties.none())) {
            rules.materialization();
            rules.keys();
            rules.parameters();
            rules.partitions();
            rules.seed();
            node.config().table().indexes().forEach(rules::index);
        }
    }

    /** Indexes share the names of a schema with its relations. */
    static void names(Collection<Node> nodes, List<Problem> problems) {
        Map<RelationName, String> owners = new HashMap<>();
        nodes.forEach(node -> owners.put(node.name(), "the relation " + node.name()));
        for (var node : nodes) {
            for (var index : node.indexes()) {
                var name = new RelationName(
                        node.name().schema(), index.name(node.name().name()));
                var other = owners.putIfAbsent(name, "an index of " + node.name());
                if (other != null) {
                    problems.add(new Problem(
                            ErrorCode.TABLE_PROPERTY,
                            node.name().toString(),
                            "an index would be named %s, and so is %s".formatted(name.name(), other),
                            "Remove one of them, or give one a name with named(..)"));
                }
            }
        }
    }

    private void materialization() {
        switch (node.config().materialization()) {
            case Materialization.View ignored -> problem("a view stores no rows and can have no table properties");
            case Materialization.Ephemeral ignored ->
                problem("an ephemeral model stores no rows and can have no table properties");
            case Materialization.MaterializedView ignored -> {
                if (!properties.equals(indexesOnly())) {
                    problem("a materialized view can have indexes, and no other table properties");
                }
            }
            case Materialization.StoredTable ignored -> {}
            case Incremental ignored -> {}
            case Snapshot ignored -> {}
        }
    }

    private TableProperties indexesOnly() {
        var only = TableProperties.none();
        for (var index : properties.indexes()) {
            only = only.index(index);
        }
        return only;
    }

    private void keys() {
        if (properties.primaryKeyEnforced() && node.relation().primaryKey().isEmpty()) {
            problem("its primary key is to be enforced, and no column is declared primaryKey()");
        }
        if (properties.foreignKeysEnforced()
                && node.relation().columns().stream().allMatch(column -> column.target() == null)) {
            problem("its foreign keys are to be enforced, and no column is declared with references(..)");
        }
    }

    private void partitions() {
        if (properties.partitioning().isEmpty()) {
            return;
        }
        var column = properties.partitioning().get().column();
        Set<Column<?>> ours = Sets.newIdentityHashSet(); // an alias's column of the same name is another one
        ours.addAll(node.relation().columns());
        if (!ours.contains(column)) {
            problem("it is partitioned by %s, which is not one of its own columns".formatted(column.getName()));
        }
        if (!MaterializationRules.isTime(column)) {
            problem("it is partitioned by %s, which is neither a date nor a timestamp".formatted(column.getName()));
        }
        if (column.getType() == LocalDate.class
                && properties.partitioning().get().unit() == Grain.HOUR) {
            problem("it is partitioned by the hour, and %s is a date".formatted(column.getName()));
        }
        if (properties.primaryKeyEnforced() && !node.relation().primaryKey().contains(column)) {
            problem("its primary key is enforced and does not contain %s, by which it is partitioned"
                    .formatted(column.getName()));
        }
        properties.indexes().stream()
                .filter(index -> index.unique() && !index.keys().contains(column))
                .forEach(index -> problem("its unique index %s does not contain %s, by which it is partitioned"
                        .formatted(index.name(node.name().name()), column.getName())));
    }

    private void seed() {
        if (node.relation() instanceof Seed<?>
                && (properties.inPlace() || properties.partitioning().isPresent())) {
            problem("a seed can be neither partitioned nor updated in place");
        }
    }

    private void parameters() {
        var fillfactor = properties.parameters().get("fillfactor");
        if (fillfactor != null && !fillfactor.matches("[1-9][0-9]|100")) {
            problem("fillfactor is a percentage from 10 to 100, not " + fillfactor);
        }
        properties.parameters().keySet().stream()
                .filter(name -> !name.matches("(toast\\.)?[a-z_]+"))
                .forEach(name -> problem("'%s' is not the name of a storage parameter".formatted(name)));
    }

    private void index(Index index) {
        var name = index.name(node.name().name());
        if (name.getBytes(StandardCharsets.UTF_8).length > NodeRules.LONGEST_NAME) {
            problem("the name of its index %s is over %d bytes".formatted(name, NodeRules.LONGEST_NAME));
        }
        Set<TableField<?, ?>> ours = Sets.newIdentityHashSet(); // an alias's column of the same name is another one
        ours.addAll(node.relation().columns());
        index.columns().stream()
                .filter(column -> !ours.contains(column))
                .forEach(column -> problem("its index %s has the column %s, which is not one of its own"
                        .formatted(name, column.getName())));
        if (index.unique() && index.method() != Index.Method.BTREE) {
            problem("its index %s cannot be unique: only a B-tree can".formatted(name));
        }
    }

    private void problem(String message) {
        problems.add(new Problem(ErrorCode.TABLE_PROPERTY, node.name().toString(), message, REMEDY));
    }
}
