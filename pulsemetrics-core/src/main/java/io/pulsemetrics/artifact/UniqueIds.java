package io.pulsemetrics.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.pulsemetrics.model.Dependency;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.project.Node;

/**
 * What things are called in artifacts, as dbt calls them.
 *
 * @param project the first word after the kind
 */
record UniqueIds(String project) {

    /** {@code model.shop.stg_orders} */
    String of(Node node) {
        return of(node.relation() instanceof Seed<?> ? "seed" : "model", node.name());
    }

    String of(Dependency dependency) {
        return switch (dependency) {
            case Dependency.OnModel model -> of("model", model.name());
            case Dependency.OnSeed seed -> of("seed", seed.name());
            case Dependency.OnSource source -> source(source.name());
        };
    }

    private String of(String kind, RelationName name) {
        return "%s.%s.%s".formatted(kind, project, name.name());
    }

    /** {@code source.shop.raw.orders} */
    String source(RelationName name) {
        return "source.%s.%s.%s".formatted(project, name.schema(), name.name());
    }

    /** {@code test.shop.stg_orders_order_id_unique.4f1d0a2b33}; the end keeps two of one name apart. */
    String check(RelationName relation, String check) {
        return "test.%s.%s.%s".formatted(project, checkName(relation, check), digest(relation.name(), check));
    }

    /** As {@link #check}, of a source, which may have the name of a model in another schema. */
    String checkOfSource(RelationName source, String check) {
        return "test.%s.%s.%s".formatted(project, checkName(source, check), digest(source.toString(), check));
    }

    /** Ten digits that tell apart the checks of a project, in each of its targets the same. */
    static String digest(String relation, String check) {
        return Hashing.sha256()
                .hashString(relation + "." + check, UTF_8)
                .toString()
                .substring(0, 10);
    }

    static String checkName(RelationName relation, String check) {
        return relation.name() + "_" + check;
    }
}
