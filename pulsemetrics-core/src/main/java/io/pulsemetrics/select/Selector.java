package io.pulsemetrics.select;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.model.Relation;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import java.util.List;
import org.jooq.Table;

/**
 * A choice among the nodes, sources and checks of a project: dbt's grammar, as text and in Java.
 *
 * <table>
 * <caption>What can be selected</caption>
 * <tr><td>{@code stg_users}, {@code analytics.dim_users}, {@code stg_*}</td><td>{@link #name}, {@link #model}</td></tr>
 * <tr><td>{@code tag:daily}, {@code layer:staging}, {@code schema:analytics}, {@code path:models.staging}</td><td>{@link #tag},
 * {@link #layer}, {@link #schema}, {@link #path}</td></tr>
 * <tr><td>{@code config.materialized:view}, {@code seed:*}, {@code resource_type:model}</td><td>{@link #materialized}, {@link
 * #seed}, {@link #term}</td></tr>
 * <tr><td>{@code source:raw.users+}</td><td>{@code source("raw.users").withDescendants()}</td></tr>
 * <tr><td>{@code check_type:unique}, {@code config.severity:warn}</td><td>{@link #checkType}, {@link #term}</td></tr>
 * <tr><td>{@code state:modified}, {@code result:error}, {@code source_status:fresher}</td><td>{@link #state}, {@link #result},
 * {@link #fresherSources}</td></tr>
 * <tr><td>{@code selector:nightly}</td><td>{@link #named}</td></tr>
 * <tr><td>{@code +m}, {@code 2+m}, {@code m+}, {@code m+3}, {@code @m}</td><td>{@link Term#withAncestors()}, {@link
 * Term#withDescendants()}, {@link Term#withFamily()}</td></tr>
 * <tr><td>{@code a b}</td><td>{@code a.or(b)}: union</td></tr>
 * <tr><td>{@code a,b}</td><td>{@code a.and(b)}: intersection</td></tr>
 * <tr><td>{@code --exclude b}</td><td>{@code a.exclude(b)}</td></tr>
 * </table>
 *
 * <p>A selector made from text equals the one made in Java, and its {@code toString()} is the text. A check is selected with the
 * relation it belongs to, and with the one that it refers to. Immutable.
 */
public sealed interface Selector permits All, Term, Union, Intersection, Difference {

    /** Everything. */
    static Selector all() {
        return new All();
    }

    /**
     * The union of what the expressions select; each may contain several, separated by spaces.
     *
     * @throws io.pulsemetrics.error.PulseException if an expression cannot be read
     */
    static Selector select(String... expressions) {
        return Grammar.read(List.of(expressions));
    }

    /** {@code name}: nodes by name, with or without schema. */
    static Term name(String glob) {
        return new Term(Method.NAME, glob);
    }

    /** A model or seed by its constant. */
    static Term model(Relation<?> relation) {
        return new Term(Method.NAME, RelationName.of(relation.origin()).toString());
    }

    /** {@code tag:..}. */
    static Term tag(String glob) {
        return new Term(Method.TAG, glob);
    }

    /** {@code layer:..}. */
    static Term layer(String glob) {
        return new Term(Method.LAYER, glob);
    }

    /** {@code schema:..}. */
    static Term schema(String glob) {
        return new Term(Method.SCHEMA, glob);
    }

    /** {@code path:..}: what is declared in a package, or those below it. */
    static Term path(String segments) {
        return new Term(Method.PATH, segments);
    }

    /** {@code config.materialized:..}. */
    static Term materialized(String glob) {
        return new Term(Method.MATERIALIZED, glob);
    }

    /** {@code source:..}, by schema, table or both. */
    static Term source(String glob) {
        return new Term(Method.SOURCE, glob);
    }

    /** A source by its table. */
    static Term source(Table<?> table) {
        return source(RelationName.of(table).toString());
    }

    /** {@code seed:..}. */
    static Term seed(String glob) {
        return new Term(Method.SEED, glob);
    }

    /** {@code check_type:..}. */
    static Term checkType(String glob) {
        return new Term(Method.CHECK_TYPE, glob);
    }

    /** {@code state:..}. */
    static Term state(NodeState state) {
        return new Term(Method.STATE, state.word());
    }

    /** {@code result:..}. */
    static Term result(Outcome outcome) {
        return new Term(Method.RESULT, outcome.word());
    }

    /** {@code source_status:fresher}. */
    static Term fresherSources() {
        return new Term(Method.SOURCE_STATUS, "fresher");
    }

    /** {@code selector:..}: a selector that {@link SelectionContext#withSelector} gave a name. */
    static Term named(String name) {
        return new Term(Method.SELECTOR, name);
    }

    /** Any method. */
    static Term term(Method method, String value) {
        return new Term(method, value);
    }

    /** What this or the other selects. */
    default Selector or(Selector other) {
        var parts = ImmutableList.<Selector>builder();
        parts.addAll(this instanceof Union union ? union.parts() : ImmutableList.of(this));
        parts.addAll(other instanceof Union union ? union.parts() : ImmutableList.of(other));
        return Union.of(parts.build());
    }

    /** What this and the other select. */
    default Selector and(Selector other) {
        var parts = ImmutableList.<Selector>builder();
        parts.addAll(this instanceof Intersection both ? both.parts() : ImmutableList.of(this));
        parts.addAll(other instanceof Intersection both ? both.parts() : ImmutableList.of(other));
        return Intersection.of(parts.build());
    }

    /** What this selects, without what the other does. */
    default Selector exclude(Selector other) {
        return new Difference(this, other);
    }

    /** What this selects, without what the expressions select. */
    default Selector exclude(String... expressions) {
        return exclude(select(expressions));
    }

    /**
     * The models and seeds this means, parents before children, where it compares with nothing.
     *
     * @throws io.pulsemetrics.error.PulseException as {@link #resolve} does
     */
    default ImmutableSet<Node> in(Project project) {
        return resolve(SelectionContext.of(project)).nodes();
    }

    /**
     * Everything this means.
     *
     * @throws io.pulsemetrics.error.PulseException if a term that does not compare selects nothing (it says what is near), or if
     *     one that compares has nothing to compare with
     */
    default Selection resolve(SelectionContext context) {
        return new Resolution(context).of(this);
    }

    /**
     * Whether it selects by comparing with a state or an earlier run, so that selecting nothing may be all right. A named selector is
     * taken for one that does.
     */
    default boolean compares() {
        return switch (this) {
            case All ignored -> false;
            case Term term -> term.method().compares() || term.method() == Method.SELECTOR;
            case Union union -> union.parts().stream().anyMatch(Selector::compares);
            case Intersection intersection -> intersection.parts().stream().anyMatch(Selector::compares);
            case Difference difference ->
                difference.from().compares() || difference.without().compares();
        };
    }
}
