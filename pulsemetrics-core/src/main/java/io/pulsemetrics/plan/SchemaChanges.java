package io.pulsemetrics.plan;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.model.SchemaChange;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the columns that a query computes with those of the table that it brings up to date. */
public final class SchemaChanges {
    private static final Pattern MODIFIED = Pattern.compile("(.+?)\\((\\d+)(?:,(-?\\d+))?\\)(.*)");

    /** The types that hold every value of a type, as {@code format_type} names them. */
    private static final ImmutableListMultimap<String, String> WIDER = ImmutableListMultimap.<String, String>builder()
            .putAll("smallint", "integer", "bigint", "numeric")
            .putAll("integer", "bigint", "numeric")
            .putAll("bigint", "numeric")
            .putAll("real", "double precision")
            .putAll("character varying", "text")
            .putAll("character", "text")
            .build();

    /** How many digits the largest value of a type has. */
    private static final ImmutableMap<String, Integer> DIGITS =
            ImmutableMap.of("smallint", 5, "integer", 10, "bigint", 19);

    private final ImmutableMap<String, ColumnType> published;
    private final ImmutableMap<String, ColumnType> computed;
    private final ImmutableList<ColumnUse> uses;

    private SchemaChanges(Increment increment, List<ColumnType> computed) {
        this(increment, computed, ImmutableList.of());
    }

    private SchemaChanges(Increment increment, List<ColumnType> computed, List<ColumnUse> uses) {
        this.uses = ImmutableList.copyOf(uses);
        this.published = increment.published().stream().collect(toImmutableMap(ColumnType::name, it -> it));
        this.computed = computed.stream().collect(toImmutableMap(ColumnType::name, it -> it));
    }

    /**
     * Whether the table can stay as it is and take the rows.
     *
     * @param computed the columns of the rows
     */
    public static boolean fit(Increment increment, List<ColumnType> computed) {
        var changes = new SchemaChanges(increment, computed);
        return changes.added().findAny().isEmpty()
                && changes.widened().findAny().isEmpty()
                && (increment.schemaChange() != SchemaChange.SYNC
                        || changes.removed().findAny().isEmpty());
    }

    /**
     * The columns that would hold more, with the types that they are to have.
     *
     * @param computed the columns of the rows
     */
    public static ImmutableList<ColumnType> widened(Increment increment, List<ColumnType> computed) {
        return new SchemaChanges(increment, computed).widened().collect(toImmutableList());
    }

    /** Those of them that the table can be given without being written again, if nothing uses them. */
    public static ImmutableList<ColumnType> widenedInPlace(
            Increment increment, List<ColumnType> computed, List<ColumnUse> uses) {
        var changes = new SchemaChanges(increment, computed);
        return changes.widened()
                .filter(column -> keepsRows(changes.published(column), column)
                        && uses.stream().noneMatch(use -> use.column().equals(column.name())))
                .collect(toImmutableList());
    }

    /** Whether PostgreSQL changes one type to the other, which holds more, in the catalogue alone. */
    static boolean keepsRows(ColumnType from, ColumnType to) {
        var before = MODIFIED.matcher(from.type());
        var after = MODIFIED.matcher(to.type());
        var base = before.matches() ? before.group(1) + before.group(4) : from.type();
        var other = after.matches() ? after.group(1) + after.group(4) : to.type();
        return switch (base) {
            case "character varying" -> other.equals(base) || other.equals("text");
            case "numeric" ->
                other.equals(base) && (!after.matches() || scale(before.group(3)) == scale(after.group(3)));
            case "timestamp without time zone",
                    "timestamp with time zone",
                    "time without time zone",
                    "time with time zone" -> other.equals(base);
            default -> false;
        };
    }

    /**
     * The difference, if the model does not allow it.
     *
     * @param computed the columns of the rows as PostgreSQL describes them
     * @param uses what uses the columns of the table
     */
    public static ImmutableList<Problem> problems(
            PlannedNode node, Increment increment, List<ColumnType> computed, List<ColumnUse> uses) {
        var changes = new SchemaChanges(increment, computed, uses);
        if (node.design().inPlace()) {
            return changes.problemsInPlace(node, increment, computed);
        }
        var narrowed = changes.narrowed().toList();
        boolean fails = increment.schemaChange() == SchemaChange.FAIL
                && Stream.concat(changes.added(), changes.removed()).findAny().isPresent();
        if (narrowed.isEmpty() && !fails) {
            return changes.left(node);
        }
        return ImmutableList.of(changes.problem(
                node,
                narrowed.isEmpty()
                        ? "Run with a full refresh, or let the model say onSchemaChange(SchemaChange.APPEND) or SYNC"
                        : "Run with a full refresh, or cast to a type that holds what is in the table"));
    }

    /** A table that keeps its identity is not written anew with other columns. */
    private ImmutableList<Problem> problemsInPlace(PlannedNode node, Increment increment, List<ColumnType> computed) {
        boolean all = increment.change() instanceof Change.Whole;
        return fit(increment, computed) && !(all && removed().findAny().isPresent())
                ? ImmutableList.of()
                : ImmutableList.of(
                        problem(
                                node,
                                "Change the table with ALTER TABLE, which keeps its identity, or run once without updatedInPlace()"));
    }

    private Problem problem(PlannedNode node, String remedy) {
        var difference = Stream.of(
                        added().map(it -> "+ %s %s".formatted(it.name(), it.type())),
                        removed().map(it -> "- %s %s".formatted(it.name(), it.type())),
                        Stream.concat(widened(), narrowed())
                                .map(it -> "%s %s, in the table %s%s"
                                        .formatted(
                                                it.name(),
                                                it.type(),
                                                published(it).type(),
                                                usedBy(it))))
                .flatMap(lines -> lines)
                .collect(joining("; "));
        return new Problem(
                ErrorCode.SCHEMA_CHANGED,
                node.name().toString(),
                "its columns are no longer those of the table: " + difference,
                remedy);
    }

    private String usedBy(ColumnType column) {
        var users = uses.stream()
                .filter(use -> use.column().equals(column.name()))
                .map(ColumnUse::user)
                .distinct()
                .collect(joining(", "));
        return users.isEmpty() ? "" : ", used by " + users;
    }

    /** The views that show a column which gets a wider type. */
    private ImmutableList<Problem> left(PlannedNode node) {
        return widened()
                .flatMap(column -> uses.stream()
                        .filter(use -> use.shown() && use.column().equals(column.name()))
                        .map(use -> new Problem(
                                ErrorCode.VIEW_CANNOT_FOLLOW,
                                use.user(),
                                "it shows column %s of %s, which is %s and becomes %s"
                                        .formatted(
                                                column.name(),
                                                node.name(),
                                                published(column).type(),
                                                column.type()),
                                "Drop the view, and create it again after the run")))
                .collect(toImmutableList());
    }

    /** The column of the table that has the name of a computed one. */
    private ColumnType published(ColumnType column) {
        var found = published.get(column.name());
        if (found == null) {
            throw new IllegalArgumentException("the table has no column " + column.name());
        }
        return found;
    }

    private Stream<ColumnType> added() {
        return computed.values().stream().filter(column -> !published.containsKey(column.name()));
    }

    private Stream<ColumnType> removed() {
        return published.values().stream().filter(column -> !computed.containsKey(column.name()));
    }

    /** Columns whose values may not fit in the table, while those of the table fit in them. */
    private Stream<ColumnType> widened() {
        return changed().filter(column -> holds(column, published(column)));
    }

    /** Columns whose values may not fit in the table, nor those of the table in them. */
    private Stream<ColumnType> narrowed() {
        return changed().filter(column -> !holds(column, published(column)));
    }

    private Stream<ColumnType> changed() {
        return computed.values().stream()
                .filter(column -> published.containsKey(column.name()) && !holds(published(column), column));
    }

    /** Whether one type holds every value of the other. */
    public static boolean holds(ColumnType wide, ColumnType narrow) {
        if (wide.type().equals(narrow.type())) {
            return wide.typeOid() == narrow.typeOid();
        }
        var to = MODIFIED.matcher(wide.type());
        var from = MODIFIED.matcher(narrow.type());
        if (!to.matches()) {
            var base = from.matches() ? from.group(1) + from.group(4) : narrow.type();
            return base.equals(wide.type()) || WIDER.get(base).contains(wide.type());
        }
        var digits = DIGITS.get(narrow.type());
        if (digits != null && to.group(1).equals("numeric")) {
            return Integer.parseInt(to.group(2)) - scale(to.group(3)) >= digits;
        }
        if (!from.matches() || !(to.group(1) + to.group(4)).equals(from.group(1) + from.group(4))) {
            return false;
        }
        int scale = scale(to.group(3));
        int otherScale = scale(from.group(3));
        return scale >= otherScale
                && Integer.parseInt(to.group(2)) - scale >= Integer.parseInt(from.group(2)) - otherScale;
    }

    private static int scale(@Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }
}
