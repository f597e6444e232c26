package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.model.TimeRange;
import io.pulsemetrics.plan.Explanation;
import io.pulsemetrics.plan.Explanation.Break;
import io.pulsemetrics.plan.Explanation.Explained;
import io.pulsemetrics.plan.Explanation.Skipped;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plan as programs read it. */
final class PlanJson {
    private PlanJson() {}

    static Map<String, Object> of(Explanation plan) {
        return ImmutableMap.of(
                "as_of", plan.plan().parameters().get(Parameter.AS_OF),
                "nodes", plan.nodes().stream().map(node -> node(plan, node)).toList(),
                "skipped", plan.skipped().stream().map(PlanJson::skipped).toList(),
                "dependents", plan.dependents().stream().map(PlanText::describe).toList(),
                "breaks", plan.breaks().stream().map(PlanJson::broken).toList());
    }

    private static Map<String, Object> node(Explanation plan, Explained explained) {
        var node = explained.node();
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", node.name());
        fields.put("kind", node.kind());
        fields.put("why", explained.reason());
        plan.plan().due(node.name()).ifPresent(due -> fields.put("due", due.toString()));
        fields.put("parents", node.parents());
        fields.put("checks", node.node().checks().size());
        fields.put("anew", node.increment().isEmpty());
        fields.put(
                "intervals",
                explained.intervals().stream().map(PlanJson::interval).toList());
        fields.put("difference", explained.difference());
        fields.put("sql", node.select());
        fields.put("digest", node.digest());
        return fields;
    }

    private static Map<String, @Nullable Object> interval(TimeRange range) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("from", range.from().orElse(null));
        fields.put("to", range.to());
        return fields;
    }

    private static Map<String, @Nullable Object> skipped(Skipped skipped) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("name", skipped.name());
        fields.put("behind", skipped.behind().orElse(null));
        return fields;
    }

    private static Map<String, @Nullable Object> broken(Break broken) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("reader", broken.reader());
        fields.put("relation", broken.relation());
        fields.put("column", broken.column());
        fields.put("from", broken.from());
        fields.put("to", broken.to().orElse(null));
        return fields;
    }
}
