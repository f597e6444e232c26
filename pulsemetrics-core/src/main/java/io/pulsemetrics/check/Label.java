package io.pulsemetrics.check;

import com.google.common.collect.ImmutableSet;

/**
 * What a check is called.
 *
 * @param name unique within the relation
 * @param description what it means to whoever reads the result; may be empty
 * @param tags in the order in which they were given
 */
public record Label(String name, String description, ImmutableSet<String> tags) {
    static Label named(String name) {
        return new Label(name, "", ImmutableSet.of());
    }
}
