package io.pulsemetrics.select;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.pulsemetrics.check.Check;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.project.Node;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.select.shelf.Shelf;
import io.pulsemetrics.select.shelf.box.Box;
import io.pulsemetrics.shop.Orders;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What dbt selects, we select: the situations of dbt's functional tests of selection on a project of our own. A model that is ephemeral
 * there is selected here like any other, as {@code dbt ls} shows it, too.
 *
 * <pre>
 * source shop.orders ─► base ─┬─► people ─┬─► by_kind ─► by_kind_reader
 *                             │           └─► letters_of_people
 *                             ├─► letters
 *                             └─► alternative.people
 * </pre>
 */
class GraphSelectionTest {
    private static final Layer VIEWS = Layer.views("shop", "shop");

    private static final InlineModel BASE = InlineModel.define(VIEWS.tags("base"), "base", m -> {
        var o = m.source(Orders.ORDERS, "o");
        m.column("id", o.ORDER_ID);
        return select -> select.from(o);
    });
    private static final InlineModel PEOPLE =
            child(Layer.tables("shop", "shop").tags("bi", "people"), "people", BASE, Severities.ERROR);
    private static final InlineModel BY_KIND = child(VIEWS.tags("bi"), "by_kind", PEOPLE, Severities.ERROR);
    private static final InlineModel BY_KIND_READER =
            child(Layer.tables("shop", "shop"), "by_kind_reader", BY_KIND, Severities.NONE);
    private static final InlineModel LETTERS = child(VIEWS.tags("base"), "letters", BASE, Severities.WARN);
    private static final InlineModel LETTERS_OF_PEOPLE = child(VIEWS, "letters_of_people", PEOPLE, Severities.NONE);
    private static final InlineModel ALTERNATIVE =
            child(Layer.tables("shop", "shop").tags("dots"), "alternative.people", BASE, Severities.NONE);

    private static final Project PROJECT = Project.of(
            BASE, PEOPLE, BY_KIND, BY_KIND_READER, LETTERS, LETTERS_OF_PEOPLE, ALTERNATIVE, Shelf.ON_SHELF, Box.IN_BOX);

    private enum Severities {
        NONE,
        WARN,
        ERROR
    }

    /** With a check for uniqueness of severity error, or one for NULL of severity warn, or without one. */
    private static InlineModel child(Layer layer, String name, InlineModel parent, Severities checked) {
        return InlineModel.define(layer, name, m -> {
            var p = m.ref(parent, "p");
            var id = m.column("id", p.column("id", Long.class));
            switch (checked) {
                case ERROR -> m.check(Check.unique(id));
                case WARN -> m.check(Check.notNull(id).warn());
                case NONE -> {}
            }
            return select -> select.from(p);
        });
    }

    @ParameterizedTest(name = "{0} --exclude {1}")
    @CsvSource(delimiter = '|', textBlock = """
            people                                     |                                 | people
            shop.people                                |                                 | people
            tag:bi                                     |                                 | people by_kind
            selector:of_bi                             |                                 | people by_kind
            tag:b*,tag:p[a-e]ople                      |                                 | people
            tag:base+                                  |                                 | base people letters alternative.people by_kind letters_of_people by_kind_reader
            tag:base+2                                 |                                 | base people letters alternative.people by_kind letters_of_people
            base+2                                     |                                 | base people letters alternative.people by_kind letters_of_people
            people+                                    |                                 | people by_kind letters_of_people by_kind_reader
            people+1                                   |                                 | people by_kind letters_of_people
            +by_kind                                   |                                 | base people by_kind
            1+by_kind                                  |                                 | people by_kind
            1+by_kind+1                                |                                 | people by_kind by_kind_reader
            +by_kind                                   | by_kind                         | base people
            alternative.people                         |                                 | alternative.people
            alternative.*                              |                                 | alternative.people
            path:select.shelf                          |                                 | on_shelf in_box
            select/shelf                               |                                 | on_shelf in_box
            shelf/bo?                                  |                                 | in_box
            path:select.shelf.Shelf                    |                                 | on_shelf
            @base                                      |                                 | base people letters alternative.people by_kind letters_of_people by_kind_reader
            @people                                    |                                 | base people by_kind letters_of_people by_kind_reader
            @letters_of_people                         |                                 | base people letters_of_people
            @letters_of_people by_kind                 |                                 | base people by_kind letters_of_people
            @letters_of_people by_kind                 | letters_of_people               | base people by_kind
            @letters_of_people by_kind                 | people letters_of_people        | base by_kind
            @letters_of_people by_kind                 | letters_of_people by_kind       | base people
            +tag:bi+                                   |                                 | base people by_kind letters_of_people by_kind_reader
            @tag:people                                |                                 | base people by_kind letters_of_people by_kind_reader
            people,people                              |                                 | people
            tag:bi,tag:people                          |                                 | people
            *,tag:bi,tag:people                        |                                 | people
            tag:people,tag:bi,*                        |                                 | people
            people,letters                             |                                 |
            +by_kind_reader,people+                    | by_kind_reader                  | people by_kind
            tag:bi,@people                             | tag:bi,by_kind+                 | people
            tag:bi,@people                             | @letters,@letters_of_people     | people by_kind
            tag:bi,@people                             | *,tag:bi,by_kind                | people
            tag:bi,@people letters_of_people           |                                 | people by_kind letters_of_people
            tag:bi,@people @letters_of_people,letters_of_people |                        | people by_kind letters_of_people
            tag:bi,@people letters_of_people           | by_kind                         | people letters_of_people
            tag:bi,@people letters_of_people,@people   | by_kind_reader by_kind          | people letters_of_people
            tag:bi,@people letters_of_people,@people   | @people,by_kind_reader @people,by_kind | people letters_of_people
            *                                          | tag:b* shelf/box                | alternative.people letters_of_people by_kind_reader on_shelf
            config.materialized:table                  |                                 | people alternative.people by_kind_reader
            resource_type:model,tag:bi                 |                                 | people by_kind
            source:shop.orders                         |                                 |
            source:shop.orders+1                       |                                 | base
            source:shop+2                              |                                 | base people letters alternative.people
            @source:orders                             |                                 | base people letters alternative.people by_kind letters_of_people by_kind_reader
            1+check_type:unique                        |                                 | people by_kind
            """)
    void selects_the_nodes_that_dbt_selects(String select, @Nullable String exclude, @Nullable String expected) {
        assertThat(words(resolve(select, exclude).nodes().stream()
                        .map(Node::toString)
                        .toList()))
                .isEqualTo(words(expected));
    }

    @ParameterizedTest(name = "{0} --exclude {1}")
    @CsvSource(delimiter = '|', textBlock = """
            *                                          |                 | people.id_unique letters.id_not_null by_kind.id_unique
            people                                     |                 | people.id_unique
            people.id_unique                           |                 | people.id_unique
            tag:bi                                     |                 | people.id_unique by_kind.id_unique
            people+                                    |                 | people.id_unique by_kind.id_unique
            tag:base+                                  |                 | people.id_unique letters.id_not_null by_kind.id_unique
            +by_kind                                   |                 | people.id_unique by_kind.id_unique
            +by_kind                                   | by_kind         | people.id_unique
            *                                          | by_kind         | people.id_unique letters.id_not_null
            *                                          | people          | letters.id_not_null by_kind.id_unique
            check_type:not_null                        |                 | letters.id_not_null
            test_name:unique                           |                 | people.id_unique by_kind.id_unique
            config.severity:warn                       |                 | letters.id_not_null
            tag:base,config.materialized:view          |                 | letters.id_not_null
            @tag:people tag:base,config.materialized:view |              | people.id_unique letters.id_not_null by_kind.id_unique
            @letters_of_people by_kind                 | letters_of_people by_kind | people.id_unique
            check_type:unique,tag:people               |                 | people.id_unique
            source:shop.orders                         |                 |
            source:shop.orders+2,check_type:unique     |                 | people.id_unique
            """)
    void selects_the_checks_that_dbt_selects(String select, @Nullable String exclude, @Nullable String expected) {
        assertThat(words(resolve(select, exclude).checks().stream()
                        .map(SelectedCheck::toString)
                        .toList()))
                .isEqualTo(words(expected));
    }

    /** A tree of seven, tagged so that unions, intersections and exclusions overlap: {@code a -> b c}, {@code b -> d e}, {@code c -> f g}. */
    @ParameterizedTest(name = "{0} --exclude {1}")
    @CsvSource(delimiter = '|', textBlock = """
            tag:abc               |                             | a b c
            *                     | tag:abc                     | d e f g
            tag:abc d             |                             | a b c d
            a+                    | b                           | a c d e f g
            c+                    |                             | c f g
            a+1                   |                             | a b c
            a+                    | tag:efg                     | a b c d
            +f                    |                             | a c f
            1+f                   |                             | c f
            @c                    |                             | a c f g
            tag:abc tag:bcef      |                             | a b c e f
            tag:abc tag:bcef      | tag:efg a                   | b c
            +c,c+                 |                             | c
            a,b                   |                             |
            *,tag:abc,a           |                             | a
            tag:bcef,tag:efg      | tag:bcef,@b                 | f
            tag:bcef,tag:efg      | tag:bcef,@a                 |
            *,@a,+b               | *,tag:abc,tag:bcef          | a
            tag:bcef,tag:efg *,tag:abc |                        | a b c e f
            tag:bcef,tag:efg *,tag:abc | e f                    | a b c
            tag:bcef,tag:efg *,tag:abc | tag:abc,tag:bcef tag:abc,a | e f
            """)
    void follows_the_algebra_of_dbt(String select, @Nullable String exclude, @Nullable String expected) {
        var selector = exclude == null ? select(select) : select(select).exclude(exclude);
        assertThat(selector.in(TREE).stream().map(Node::toString).collect(Collectors.joining(" ")))
                .isEqualTo(expected == null ? "" : expected);
    }

    private static final Project TREE = tree();

    private static Project tree() {
        var a = leaf("a", null, "abc");
        var b = leaf("b", a, "abc", "bcef");
        var c = leaf("c", a, "abc", "bcef");
        return Project.of(
                a, b, c, leaf("d", b), leaf("e", b, "efg", "bcef"), leaf("f", c, "efg", "bcef"), leaf("g", c, "efg"));
    }

    private static InlineModel leaf(String name, @Nullable InlineModel parent, String... tags) {
        return InlineModel.define(VIEWS.tags(tags), name, m -> {
            if (parent == null) {
                var o = m.source(Orders.ORDERS, "o");
                m.column("id", o.ORDER_ID);
                return select -> select.from(o);
            }
            var p = m.ref(parent, "p");
            m.column("id", p.column("id", Long.class));
            return select -> select.from(p);
        });
    }

    private static Selection resolve(String select, @Nullable String exclude) {
        var selected = select.equals("*") ? all() : select(select);
        var selector = exclude == null ? selected : selected.exclude(exclude);
        return selector.resolve(SelectionContext.of(PROJECT).withSelector("of_bi", Selector.tag("bi")));
    }

    private static List<String> words(@Nullable String text) {
        return text == null ? List.of() : words(Splitter.on(' ').splitToList(text));
    }

    private static List<String> words(List<String> words) {
        var sorted = words.toArray(String[]::new);
        Arrays.sort(sorted);
        return List.of(sorted);
    }
}
