package io.pulsemetrics.model;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import java.util.Collection;
import java.util.List;

/**
 * In which schemas a target has what models declare: {@code analytics} as {@code dev_anna_analytics}, say. The ledger and what checks
 * keep have their schemas in the target, too. Sources are not mapped: they stay where they are. A value.
 *
 * @param prefix what a schema's name begins with
 * @param suffix what it ends with
 * @param renamed schemas that have another name, neither prefix nor suffix, by their declared name
 */
public record SchemaMapping(String prefix, String suffix, ImmutableMap<String, String> renamed) {
    /** Every schema as it is declared. */
    public static final SchemaMapping AS_DECLARED = new SchemaMapping("", "", ImmutableMap.of());

    public SchemaMapping {
        renamed.forEach((declared, other) -> {
            if (declared.isBlank() || other.isBlank()) {
                throw new IllegalArgumentException("a schema has a name: '%s' as '%s'".formatted(declared, other));
            }
        });
    }

    /** Each schema's name begins with this text. */
    public static SchemaMapping prefix(String text) {
        return new SchemaMapping(text, "", ImmutableMap.of());
    }

    /** Each schema's name ends with this text. */
    public static SchemaMapping suffix(String text) {
        return new SchemaMapping("", text, ImmutableMap.of());
    }

    /** The same, with this name for one declared schema. */
    public SchemaMapping renaming(String declared, String other) {
        return new SchemaMapping(
                prefix,
                suffix,
                ImmutableMap.<String, String>builder()
                        .putAll(renamed)
                        .put(declared, other)
                        .buildKeepingLast());
    }

    /** The schema's name in the target. */
    public String of(String declared) {
        return renamed.getOrDefault(declared, prefix + declared + suffix);
    }

    /** One problem for each schema whose name becomes too long for what has to stand beside it, in the order given. */
    public ImmutableList<Problem> problems(Collection<String> declared) {
        return declared.stream()
                .distinct()
                .filter(schema -> !BuildNames.problems(List.of(of(schema))).isEmpty())
                .map(schema -> new Problem(
                        ErrorCode.NAME_TOO_LONG,
                        "schema " + of(schema),
                        "so %s is called in the target, and the name of its build schema is over PostgreSQL's 63 bytes"
                                .formatted(schema),
                        "Take a shorter prefix or suffix, or rename the schema in the target: it has at most 56 bytes"))
                .collect(toImmutableList());
    }

    /** The name of a model or seed in the target. */
    public RelationName of(RelationName declared) {
        return declared.inSchema(of(declared.schema()));
    }
}
