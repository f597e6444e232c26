package io.pulsemetrics.plan;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.model.RelationName;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Stream;

/** Says what stands in the way of putting new relations in the place of published ones: everything at once, each with its remedy. */
public final class ReplacementProblems {
    private final CatalogSnapshot catalog;
    private final ForeignMaterializedViews materializedViews;

    private ReplacementProblems(CatalogSnapshot catalog, ForeignMaterializedViews materializedViews) {
        this.catalog = catalog;
        this.materializedViews = materializedViews;
    }

    /**
     * The problems of a publish.
     *
     * @param catalog read for exactly these relations, so that its dependents are theirs
     * @param wanted the kind of each relation to be published, by name; what does not exist yet has no problems here
     * @param materializedViews what becomes of those that read what is replaced
     * @return first those of the relations themselves in the order of {@code wanted}, then those of their dependents; empty when all is
     *     well
     */
    public static ImmutableList<Problem> of(
            CatalogSnapshot catalog,
            Map<RelationName, RelationKind> wanted,
            ForeignMaterializedViews materializedViews) {
        var problems = new ReplacementProblems(catalog, materializedViews);
        return Stream.concat(
                        wanted.entrySet().stream()
                                .flatMap(entry -> catalog.find(entry.getKey()).stream()
                                        .flatMap(existing -> problems.ofRelation(existing, entry.getValue()))),
                        catalog.dependents().stream().flatMap(problems::ofDependent))
                .collect(ImmutableList.toImmutableList());
    }

    private Stream<Problem> ofRelation(ExistingRelation existing, RelationKind wanted) {
        if (!existing.kind().isReplaceable()) {
            return Stream.of(refused(
                    existing.name(),
                    "a %s has this name, and a %s cannot take its place".formatted(existing.kind(), wanted),
                    "Rename or drop the %s, or give the model another name or schema".formatted(existing.kind())));
        }
        return Stream.concat(
                ofOwner(existing),
                existing.attachments().stream()
                        .filter(attachment -> attachment.refuses(existing.kind(), wanted))
                        .map(attachment ->
                                refused(existing.name(), attachment.message(), attachment.remedy(existing.name()))));
    }

    private Stream<Problem> ofOwner(ExistingRelation existing) {
        if (!existing.owner().ours()) {
            return Stream.of(notOwner(existing.name(), "the " + existing.kind(), existing.owner()));
        }
        if (!existing.owner().mayCreate()) {
            return Stream.of(mayNotCreate(
                    existing.name(),
                    "its owner %s may not create in schema %s, so that the replacement could not be given to it"
                            .formatted(existing.owner().role(), existing.name().schema()),
                    existing.owner().role()));
        }
        return Stream.empty();
    }

    private Stream<Problem> ofDependent(Dependent dependent) {
        return switch (dependent) {
            case Dependent.RepointedView view
            when !view.owner().ours() ->
                Stream.of(notOwner(
                        view.view(),
                        "the view reads %s, must be re-pointed with it and".formatted(list(view.reads())),
                        view.owner()));
            case Dependent.RepointedView view -> Stream.empty();
            case Dependent.RecreatedView it -> ofMaterializedView(it);
            case Dependent.ReboundFunction function -> Stream.empty();
            case Dependent.Survivor survivor -> Stream.empty();
            case Dependent.Refused it ->
                Stream.of(refused(
                        it.on(), it.reason().message(it.object()), it.reason().remedy(it.on())));
        };
    }

    private Stream<Problem> ofMaterializedView(Dependent.RecreatedView it) {
        var name = it.view().name();
        return switch (materializedViews) {
            case REFUSE ->
                it.reads().stream()
                        .map(on -> refused(
                                on,
                                Dependent.Reason.MATERIALIZED_VIEW.message("materialized view " + name),
                                Dependent.Reason.MATERIALIZED_VIEW.remedy(on)));
            case RECREATE ->
                Stream.concat(
                        ofOwner(it.view()),
                        it.mayCreate()
                                ? Stream.empty()
                                : Stream.of(mayNotCreate(
                                        name,
                                        "it reads %s and must be recreated, and %s may not create in schema %s"
                                                .formatted(list(it.reads()), catalog.role(), name.schema()),
                                        catalog.role())));
        };
    }

    private static Problem mayNotCreate(RelationName relation, String message, String role) {
        return new Problem(
                ErrorCode.MISSING_RIGHT,
                relation.toString(),
                message,
                "GRANT CREATE ON SCHEMA %s TO %s"
                        .formatted(Identifiers.quote(relation.schema()), Identifiers.quote(role)));
    }

    private Problem notOwner(RelationName where, String what, Owner owner) {
        return new Problem(
                ErrorCode.MISSING_RIGHT,
                where.toString(),
                "%s belongs to %s, and %s has not the rights of that role"
                        .formatted(what, owner.role(), catalog.role()),
                "GRANT %s TO %s".formatted(Identifiers.quote(owner.role()), Identifiers.quote(catalog.role())));
    }

    private static Problem refused(RelationName where, String message, String remedy) {
        return new Problem(ErrorCode.CANNOT_REPLACE, where.toString(), message, remedy);
    }

    private static String list(Collection<RelationName> reads) {
        return reads.stream().map(RelationName::toString).collect(joining(", "));
    }
}
