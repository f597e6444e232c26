package io.pulsemetrics.model;

import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.stream.Collectors.joining;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.OrderField;
import org.jooq.QueryPart;
import org.jooq.SQLDialect;
import org.jooq.SortField;
import org.jooq.SortOrder;
import org.jooq.TableField;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.conf.RenderQuotedNames;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;

/**
 * An index of a table, declared in {@link TableProperties}. A value: each method gives a changed copy.
 *
 * <pre>{@code
 * Index.on(USER_ID, OCCURRED_AT.desc()).including(EVENT_TYPE)
 * Index.on(lower(EMAIL)).makingUnique().where(IS_DELETED.isFalse())
 * }</pre>
 *
 * <p>Its name is made of table and columns ({@code fct_events_user_id_occurred_at_idx}) and is the same in every run.
 *
 * @param givenName the name, if it is not to be made
 * @param method how it is organized
 * @param keys columns or expressions of columns, with their order if it matters
 * @param unique whether two rows may not have the same keys; NULLs are not compared
 * @param included columns that are stored in it for reading only
 * @param condition which rows are in it; empty for all
 */
public record Index(
        Optional<String> givenName,
        Method method,
        ImmutableList<OrderField<?>> keys,
        boolean unique,
        ImmutableList<Column<?>> included,
        Optional<Condition> condition) {
    private static final Settings QUOTED = new Settings().withRenderQuotedNames(RenderQuotedNames.ALWAYS);

    /** How an index is organized; see PostgreSQL's documentation of index types. */
    public enum Method {
        BTREE,
        HASH,
        GIN,
        GIST,
        BRIN
    }

    public Index {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("an index has at least one column or expression");
        }
    }

    /** A B-tree on these columns or expressions, in this order; {@code COLUMN.desc()} for descending. */
    public static Index on(OrderField<?>... keys) {
        return new Index(
                Optional.empty(),
                Method.BTREE,
                ImmutableList.copyOf(keys),
                false,
                ImmutableList.of(),
                Optional.empty());
    }

    /** The same index, unique. */
    public Index makingUnique() {
        return new Index(givenName, method, keys, true, included, condition);
    }

    /** The same index, which also stores these columns so that a query need not look into the table. */
    public Index including(Column<?>... columns) {
        return new Index(givenName, method, keys, unique, ImmutableList.copyOf(columns), condition);
    }

    /** The same index, of these rows only. */
    public Index where(Condition rows) {
        return new Index(givenName, method, keys, unique, included, Optional.of(rows));
    }

    /** The same index, organized so. */
    public Index using(Method how) {
        return new Index(givenName, how, keys, unique, included, condition);
    }

    /** The same index, of this name, which is unique in the schema. */
    public Index named(String name) {
        return new Index(Optional.of(name), method, keys, unique, included, condition);
    }

    /**
     * The name on a table: the given one, or the table's, the columns' and {@code idx} or {@code key} put together. An expression or a
     * condition, and whatever makes the name longer than PostgreSQL keeps, adds eight digits that depend on the definition alone.
     */
    public String name(String table) {
        if (givenName.isPresent()) {
            return givenName.get();
        }
        var columns = keys.stream()
                .map(Index::field)
                .filter(Column.class::isInstance)
                .map(Field::getName)
                .toList();
        boolean plain = columns.size() == keys.size() && condition.isEmpty() && method == Method.BTREE;
        var stem = Stream.concat(Stream.of(table), columns.stream()).collect(joining("_"));
        var ending = unique ? "_key" : "_idx";
        if (plain && (stem + ending).getBytes(StandardCharsets.UTF_8).length <= 63) {
            return stem + ending;
        }
        var digits = Hashing.sha256()
                .hashString(table + definition(), StandardCharsets.UTF_8)
                .toString()
                .substring(0, 8);
        return cut(stem, 49) + "_" + digits + ending;
    }

    private static String cut(String text, int bytes) {
        var end = text.length();
        while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > bytes) {
            end--;
        }
        return text.substring(0, end);
    }

    /** What follows the table's name in {@code CREATE INDEX}: {@code USING btree ("user_id" DESC) INCLUDE ("kind")}. */
    public String definition() {
        var parts = Stream.of(
                Optional.of("USING %s (%s)"
                        .formatted(
                                Ascii.toLowerCase(method.name()),
                                keys.stream().map(Index::key).collect(joining(", ")))),
                included.isEmpty()
                        ? Optional.<String>empty()
                        : Optional.of("INCLUDE (%s)"
                                .formatted(included.stream().map(Index::render).collect(joining(", ")))),
                condition.map(rows -> "WHERE " + render(rows)));
        return parts.flatMap(Optional::stream).collect(joining(" "));
    }

    /** The columns of tables that the index is made of, also those within its expressions and its condition. */
    public ImmutableSet<TableField<?, ?>> columns() {
        var found = new LinkedHashSet<TableField<?, ?>>();
        Stream.<QueryPart>concat(Stream.concat(keys.stream().map(Index::field), included.stream()), condition.stream())
                .forEach(part -> render(part, found::add));
        return ImmutableSet.copyOf(found);
    }

    /** Whether it has all rows, and these columns before all others, in whichever order. */
    public boolean leadsWith(List<? extends Column<?>> first) {
        return condition.isEmpty()
                && keys.size() >= first.size()
                && keys.subList(0, first.size()).stream()
                        .map(Index::field)
                        .collect(toImmutableSet())
                        .equals(ImmutableSet.copyOf(first));
    }

    private static Field<?> field(OrderField<?> key) {
        return switch (key) {
            case Field<?> field -> field;
            case SortField<?> sorted -> sorted.$field();
            default -> throw new IllegalArgumentException("not a column or an expression: " + key);
        };
    }

    private static String key(OrderField<?> key) {
        var field = field(key);
        var text = field instanceof Column<?> ? render(field) : "(" + render(field) + ")";
        return key instanceof SortField<?> sorted ? text + order(sorted) : text;
    }

    private static String order(SortField<?> sorted) {
        var nulls = sorted.$nullOrdering();
        return (sorted.getOrder() == SortOrder.DESC ? " DESC" : " ASC")
                + (nulls == null ? "" : " " + nulls.name().replace('_', ' '));
    }

    private static String render(QueryPart part) {
        return render(part, column -> {});
    }

    /** With columns by their bare names, as an index has them. */
    private static String render(QueryPart part, Consumer<TableField<?, ?>> heard) {
        var configuration = new DefaultConfiguration()
                .set(SQLDialect.POSTGRES)
                .set(QUOTED)
                .set(new VisitListener() {
                    @Override
                    public void visitStart(VisitContext context) {
                        if (context.queryPart() instanceof TableField<?, ?> field && field.getTable() != null) {
                            heard.accept(field);
                            context.queryPart(DSL.field(field.getUnqualifiedName()));
                        }
                    }
                });
        return DSL.using(configuration).renderInlined(part);
    }
}
