package io.pulsemetrics.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.Step;
import java.util.Arrays;

/**
 * What a node computes, as one short text: two nodes of one fingerprint have the same rows over the same data. It covers the
 * rendered query (parameters by name, so that another value is no other query), the names and types of the columns, the
 * materialization, how it is stored, who may use it and, of a seed, its rows. Tags, descriptions, checks and how the Java code is laid out do not count.
 */
public final class Fingerprint {
    private Fingerprint() {}

    /**
     * SHA-256, in 64 hexadecimal digits; computed when it is first asked for.
     *
     * @throws io.pulsemetrics.error.PulseException if a seed's file cannot be read
     */
    public static String of(Node node) {
        return node.fingerprint();
    }

    static String compute(Node node) {
        var hasher = Hashing.sha256().newHasher();
        add(hasher, node.config().materialization().label());
        add(hasher, node.config().materialization().toString());
        add(hasher, node.config().table().toString());
        add(hasher, node.config().grants().toString());
        add(hasher, columns(node.relation()));
        switch (node.relation()) {
            case Model<?> ignored -> add(hasher, node.queryText().orElseThrow());
            case Seed<?> seed -> seed.rows().forEach(row -> add(hasher, Arrays.deepToString(row.toArray())));
            case Step<?> step -> throw new IllegalStateException("a step is not a node: " + step);
        }
        return hasher.hash().toString();
    }

    private static String columns(Relation<?> relation) {
        return relation.columns().stream()
                .map(column -> column.getName() + " " + column.getDataType().getCastTypeName())
                .collect(joining(", "));
    }

    /** With its length, so that parts cannot run into each other. */
    private static void add(Hasher hasher, String text) {
        hasher.putInt(text.length()).putString(text, UTF_8);
    }
}
