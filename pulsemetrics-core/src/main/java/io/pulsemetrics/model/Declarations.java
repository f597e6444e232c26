package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jooq.Field;

/** What a relation's declarations add up to. */
final class Declarations {
    private Declarations() {}

    /** The primary key's checks, then those of the columns in their order, then the relation's own. */
    static ImmutableList<Check> checks(Relation<?> relation, List<Check> own) {
        var checks = ImmutableList.<Check>builder();
        var implied = new HashSet<String>();
        var key = relation.primaryKey();
        key.forEach(column -> add(Check.notNull(column), checks, implied));
        if (!key.isEmpty()) {
            add(Check.unique(key.toArray(new Field<?>[0])), checks, implied);
        }
        relation.columns().stream()
                .flatMap(column -> column.checks().stream())
                .filter(check -> !implied.contains(check.name()))
                .forEach(checks::add);
        return checks.addAll(own).build();
    }

    private static void add(Check check, ImmutableList.Builder<Check> checks, Set<String> names) {
        checks.add(check);
        names.add(check.name());
    }
}
