package io.pulsemetrics.select;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Optional;

/** What a term of a selector looks at: the word before the colon. */
public enum Method {
    /** The name of a node, with or without its schema, or of a check as {@code node.check}; meant where no word is given. */
    NAME("name", "fqn"),
    /** A tag that a model or its layer carries. */
    TAG("tag", "config.tags"),
    /** The layer of a node. */
    LAYER("layer"),
    /** The schema that a node is published in. */
    SCHEMA("schema", "config.schema"),
    /**
     * Where a node is declared: a run of whole segments of its class's qualified name, with dots or slashes between them. {@code
     * models.staging} means everything declared in such a package or in packages below it.
     */
    PATH("path", "package"),
    /** What a node becomes: {@code view}, {@code table} and so on. */
    MATERIALIZED("config.materialized"),
    /** What a violation of a check means: {@code error} or {@code warn}. */
    SEVERITY("config.severity"),
    /** A table that others fill, by {@code schema}, {@code table} or {@code schema.table}. */
    SOURCE("source"),
    /** A seed's name. */
    SEED("seed"),
    /** The kind of a check: {@code not_null}, {@code unique} and so on. */
    CHECK_TYPE("check_type", "test_name"),
    /** {@code model}, {@code seed}, {@code source} or {@code check}. */
    RESOURCE_TYPE("resource_type"),
    /** How a node compares with what was published before; see {@link NodeState}. */
    STATE("state"),
    /** What became of a node or check in the last run; see {@link Outcome}. */
    RESULT("result"),
    /** {@code fresher}: sources with rows that the last run has not seen. */
    SOURCE_STATUS("source_status"),
    /** A selector that was given a name in Java. */
    SELECTOR("selector");

    private final ImmutableList<String> words;

    Method(String... words) {
        this.words = ImmutableList.copyOf(words);
    }

    /** The word before the colon. */
    public String word() {
        return words.getFirst();
    }

    /** Whether the term's answer changes from run to run, so that selecting nothing is no mistake. */
    boolean compares() {
        return this == STATE || this == RESULT || this == SOURCE_STATUS;
    }

    /** The method of this word, or of another word that dbt has for it. */
    static Optional<Method> of(String word) {
        return Arrays.stream(values())
                .filter(method -> method.words.contains(word))
                .findFirst();
    }

    /** All words, for messages. */
    static String list() {
        return Arrays.stream(values()).map(Method::word).collect(joining(", "));
    }
}
