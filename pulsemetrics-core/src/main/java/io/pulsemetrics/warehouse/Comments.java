package io.pulsemetrics.warehouse;

import com.google.common.collect.ImmutableMap;
import org.jspecify.annotations.Nullable;

/**
 * What a model says of itself, for {@code COMMENT ON}.
 *
 * @param relation of the relation, or null for none
 * @param columns of its columns, by name; a column that is not in it has none
 */
public record Comments(@Nullable String relation, ImmutableMap<String, String> columns) {
    /** Not a word. */
    public static final Comments NONE = new Comments(null, ImmutableMap.of());
}
