package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.Check;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jooq.Field;

/** What a relation's declarations add up to. */
final class Declarations {
    private Declarations() {}

    /** The primary key's checks, then those of the columns in their order, then the relation's own; each name once. */
    static ImmutableList<Check> checks(Relation<?> relation, List<Check> own) {
        var checks = new LinkedHashMap<String, Check>();
        var key = relation.primaryKey();
        key.forEach(column -> add(checks, Check.notNull(column)));
        if (!key.isEmpty()) {
            add(checks, Check.unique(key.toArray(new Field<?>[0])));
        }
        relation.columns().forEach(column -> column.checks().forEach(check -> add(checks, check)));
        own.forEach(check -> add(checks, check));
        return ImmutableList.copyOf(checks.values());
    }

    private static void add(Map<String, Check> checks, Check check) {
        checks.putIfAbsent(check.name(), check);
    }
}
