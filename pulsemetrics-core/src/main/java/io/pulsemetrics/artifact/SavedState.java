package io.pulsemetrics.artifact;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSetMultimap;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.select.Outcome;
import io.pulsemetrics.select.SelectionState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Artifacts that were kept, as selectors see them: {@code manifest.json}, and {@code run_results.json} and {@code sources.json} if they are
 * there. Nodes are known by their names without schema, so that the artifacts of another target serve as well. Immutable.
 */
public final class SavedState implements SelectionState {
    private final ImmutableMap<String, String> fingerprints;
    private final ImmutableSetMultimap<String, Outcome> nodes;
    private final ImmutableMap<String, Outcome> checks;
    private final Optional<ImmutableMap<String, Instant>> sources;

    private SavedState(Path directory) {
        var fingerprinted = ImmutableMap.<String, String>builder();
        var names = ImmutableMap.<String, String>builder();
        object(read(directory.resolve("manifest.json")).get("nodes")).forEach((id, value) -> {
            var node = object(value);
            if (text(node.get("resource_type")).equals("test")) {
                var attached = text(node.get("attached_node"));
                names.put(id, attached.substring(attached.lastIndexOf('.') + 1));
            } else {
                var name = text(node.get("name"));
                names.put(id, name);
                fingerprinted.put(name, text(object(node.get("checksum")).get("checksum")));
            }
        });
        this.fingerprints = fingerprinted.buildOrThrow();
        var results = directory.resolve("run_results.json");
        var outcomes = Files.exists(results) ? outcomes(read(results)) : ImmutableMap.<String, Outcome>of();
        var ofNodes = ImmutableSetMultimap.<String, Outcome>builder();
        var ofChecks = ImmutableMap.<String, Outcome>builder();
        names.buildOrThrow().forEach((id, name) -> {
            var outcome = outcomes.get(id);
            if (outcome == null) {
                return;
            }
            boolean check = id.startsWith("test.");
            if (check) {
                ofChecks.put(id.substring(id.lastIndexOf('.') + 1), outcome);
            }
            if (!check || outcome == Outcome.FAIL || outcome == Outcome.WARN) {
                ofNodes.put(name, outcome);
            }
        });
        var freshness = directory.resolve("sources.json");
        this.sources = Files.exists(freshness) ? Optional.of(newest(read(freshness))) : Optional.empty();
        this.nodes = ofNodes.build();
        this.checks = ofChecks.buildKeepingLast();
    }

    /**
     * The state that the artifacts in a directory tell of.
     *
     * @throws PulseException if there is no manifest, or a file cannot be read
     */
    public static SavedState read(String directory) {
        try {
            return new SavedState(Path.of(directory));
        } catch (IllegalArgumentException e) {
            throw PulseException.of(
                    ErrorCode.SELECTOR,
                    directory,
                    "its artifacts are not of the expected shape: " + e.getMessage(),
                    "Keep artifacts that this version has written",
                    e);
        }
    }

    private static ImmutableMap<String, Outcome> outcomes(Map<?, ?> artifact) {
        var outcomes = ImmutableMap.<String, Outcome>builder();
        if (artifact.get("results") instanceof List<?> results) {
            results.forEach(value -> {
                var result = object(value);
                outcomes.put(
                        text(result.get("unique_id")),
                        Outcome.valueOf(text(result.get("status")).toUpperCase(Locale.ROOT)));
            });
        }
        return outcomes.buildKeepingLast();
    }

    @Override
    public Optional<String> fingerprint(RelationName node) {
        return Optional.ofNullable(fingerprints.get(node.name()));
    }

    @Override
    public ImmutableSet<Outcome> outcomes(RelationName node) {
        var outcomes = nodes.get(node.name());
        return outcomes.contains(Outcome.FAIL)
                ? outcomes.stream()
                        .filter(outcome -> outcome != Outcome.SUCCESS)
                        .collect(ImmutableSet.toImmutableSet())
                : outcomes;
    }

    @Override
    public Optional<Outcome> outcome(RelationName node, Check check) {
        return Optional.ofNullable(checks.get(UniqueIds.digest(node.toString(), check.name())))
                .or(() -> Optional.ofNullable(checks.get(UniqueIds.digest(node.name(), check.name()))));
    }

    /** @throws PulseException if there is no {@code sources.json} */
    @Override
    public Optional<Instant> seen(RelationName node, RelationName source) {
        if (sources.isEmpty()) {
            throw PulseException.of(
                    ErrorCode.SELECTOR,
                    "selector 'source_status:fresher'",
                    "there is no sources.json beside the kept manifest to compare with",
                    "Keep the one that the command freshness writes, too");
        }
        return Optional.ofNullable(sources.get().get(source.schema() + "." + source.name()));
    }

    /** How far sources went, by schema and name; those that could not be asked are missing. */
    private static ImmutableMap<String, Instant> newest(Map<String, ?> artifact) {
        var newest = ImmutableMap.<String, Instant>builder();
        if (artifact.get("results") instanceof List<?> results) {
            results.stream()
                    .map(SavedState::object)
                    .filter(result -> result.containsKey("max_loaded_at"))
                    .forEach(result -> newest.put(
                            withoutProject(text(result.get("unique_id"))),
                            OffsetDateTime.parse(text(result.get("max_loaded_at")))
                                    .toInstant()));
        }
        return newest.buildKeepingLast();
    }

    /** {@code source.shop.raw.orders} is {@code raw.orders}. */
    private static String withoutProject(String uniqueId) {
        return uniqueId.replaceFirst("^source\\.[^.]*\\.", "");
    }

    private static Map<String, ?> read(Path file) {
        try {
            return object(JsonReader.read(Files.readString(file)));
        } catch (IOException e) {
            throw PulseException.of(
                    ErrorCode.SELECTOR,
                    file.toString(),
                    e instanceof NoSuchFileException ? "there is no such file" : "it cannot be read: " + e,
                    "Name a directory with kept artifacts: a copy of target/pulse",
                    e);
        } catch (IllegalArgumentException e) {
            throw PulseException.of(
                    ErrorCode.SELECTOR,
                    file.toString(),
                    "it is no artifact: " + e.getMessage(),
                    "Keep another copy",
                    e);
        }
    }

    @SuppressWarnings("unchecked") // the names of an object's members are text
    private static Map<String, ?> object(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, ?>) map;
        }
        throw new IllegalArgumentException("an object is expected, not " + value);
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("a text is expected, not " + value);
    }
}
