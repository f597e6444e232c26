package io.pulsemetrics.cli.command;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.pulsemetrics.artifact.ArtifactFile;
import io.pulsemetrics.artifact.Json;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.Parameter;
import io.pulsemetrics.plan.Explanation;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A plan that was shown, in a file: what it was made with, and what it said, so that a build can do exactly that or say that it is outdated.
 *
 * @param file where it is
 * @param asked how it was asked for
 * @param shown what it said, as {@link PlanJson} writes it
 */
record SavedPlan(Path file, PlanRequest asked, Map<?, ?> shown) {
    private static final String FORMAT = "pulse-plan/1";
    private static final ImmutableMap<String, String> BESIDE_NODES =
            ImmutableMap.of("skipped", "what is left", "dependents", "what depends on it", "breaks", "what it breaks");

    /** Leaves a plan in a file. */
    static void write(Path file, RunOptions options, Explanation plan) {
        var asOf = plan.plan().parameters().get(Parameter.AS_OF).toInstant(ZoneOffset.UTC);
        var fields = new LinkedHashMap<String, Object>();
        fields.put("format", FORMAT);
        fields.put("asked", PlanRequest.of(options.withAsOf(asOf)).json());
        fields.put("plan", PlanJson.of(plan));
        ArtifactFile.write(file, Json.write(fields) + "\n");
    }

    /** @throws PulseException if there is no plan in the file */
    static SavedPlan read(Path file) {
        try {
            if (Json.read(Files.readString(file)) instanceof Map<?, ?> saved
                    && FORMAT.equals(saved.get("format"))
                    && saved.get("asked") instanceof Map<?, ?> asked
                    && saved.get("plan") instanceof Map<?, ?> shown) {
                return new SavedPlan(file, PlanRequest.read(asked), shown);
            }
            throw noPlan(file, "it is no plan that this version has saved", null);
        } catch (IOException e) {
            throw noPlan(
                    file, e instanceof NoSuchFileException ? "there is no such file" : "it cannot be read: " + e, e);
        } catch (IllegalArgumentException e) {
            throw noPlan(file, "it is no plan: " + e.getMessage(), e);
        }
    }

    private static PulseException noPlan(Path file, String message, @Nullable Exception cause) {
        return PulseException.of(
                ErrorCode.PLAN_OUTDATED, file.toString(), message, "Save one with plan --out " + file, cause);
    }

    /**
     * What it builds.
     *
     * @throws PulseException {@code plan-outdated}: the project does not have it any more
     */
    ImmutableSet<Node> nodes(Project project) {
        var byName = Maps.uniqueIndex(project.nodes(), node -> node.name().toString());
        return nodes(shown).keySet().stream()
                .map(name -> Optional.ofNullable(byName.get(name))
                        .orElseThrow(() -> outdated("the project does not have %s any more".formatted(name))))
                .collect(toImmutableSet());
    }

    /**
     * Refuses a plan that would do, touch or leave anything else, or would do it for another reason.
     *
     * @throws PulseException {@code plan-outdated}
     */
    void requireSame(Explanation now) {
        if (!(Json.read(Json.write(PlanJson.of(now))) instanceof Map<?, ?> current) || shown.equals(current)) {
            return;
        }
        var difference = Maps.difference(nodes(shown), nodes(current));
        var named = new LinkedHashMap<String, Object>();
        named.putAll(difference.entriesDiffering());
        named.putAll(difference.entriesOnlyOnLeft());
        named.putAll(difference.entriesOnlyOnRight());
        BESIDE_NODES.forEach((part, words) -> {
            if (!Objects.equals(shown.get(part), current.get(part))) {
                named.put(words, part);
            }
        });
        throw outdated("what is there or the project has changed since it was made, and with it "
                + String.join(", ", named.keySet()));
    }

    /** That it is not what there is to do. */
    private PulseException outdated(String why) {
        return PulseException.of(ErrorCode.PLAN_OUTDATED, file.toString(), why, "Plan again");
    }

    private static Map<String, Object> nodes(Map<?, ?> plan) {
        var nodes = new LinkedHashMap<String, Object>();
        if (plan.get("nodes") instanceof List<?> list) {
            list.forEach(item -> {
                if (item instanceof Map<?, ?> node) {
                    nodes.put(String.valueOf(node.get("name")), node);
                }
            });
        }
        return nodes;
    }
}
