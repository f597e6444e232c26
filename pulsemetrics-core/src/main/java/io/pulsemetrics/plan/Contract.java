package io.pulsemetrics.plan;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSetMultimap;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.Problem;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.project.Node;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jooq.DataType;
import org.jooq.JSON;
import org.jooq.JSONB;

/** Compares the Java types that a node declares with the types that PostgreSQL computes. */
public final class Contract {
    private static final Pattern MODIFIER = Pattern.compile("\\(.*?\\)");

    /** The Java types that hold every value of a PostgreSQL type, as {@code format_type} names it without its modifier. */
    private static final ImmutableSetMultimap<String, Class<?>> JAVA_TYPES =
            ImmutableSetMultimap.<String, Class<?>>builder()
                    .put("smallint", Short.class)
                    .put("integer", Integer.class)
                    .put("bigint", Long.class)
                    .putAll("numeric", BigDecimal.class, BigInteger.class)
                    .put("real", Float.class)
                    .put("double precision", Double.class)
                    .put("boolean", Boolean.class)
                    .put("text", String.class)
                    .put("character varying", String.class)
                    .put("character", String.class)
                    .put("name", String.class)
                    .putAll("date", LocalDate.class, java.sql.Date.class)
                    .putAll("timestamp without time zone", LocalDateTime.class, java.sql.Timestamp.class)
                    .putAll("timestamp with time zone", OffsetDateTime.class, Instant.class)
                    .putAll("time without time zone", LocalTime.class, java.sql.Time.class)
                    .put("time with time zone", OffsetTime.class)
                    .put("uuid", UUID.class)
                    .put("json", JSON.class)
                    .put("jsonb", JSONB.class)
                    .put("bytea", byte[].class)
                    .build();

    private static final ImmutableMap<String, String> HINTS = ImmutableMap.of(
            "bigint", "count with countLarge(), or cast to the declared type",
            "numeric", "a sum of bigint is numeric in PostgreSQL: declare BigDecimal, or cast to the declared type",
            "timestamp with time zone", "turn it into a UTC timestamp first, or cast to the declared type");

    private Contract() {}

    /**
     * What does not fit, column by column.
     *
     * @param computed the columns as PostgreSQL describes them
     */
    public static ImmutableList<Problem> problems(Node node, List<ColumnType> computed) {
        var columns = node.relation().columns();
        var problems = ImmutableList.<Problem>builder();
        if (columns.size() != computed.size()) {
            problems.add(new Problem(
                    ErrorCode.QUERY_COLUMNS,
                    node.name().toString(),
                    "it declares %d columns, PostgreSQL computes %d".formatted(columns.size(), computed.size()),
                    "Build the query on the select that query(..) is given"));
            return problems.build();
        }
        for (int i = 0; i < columns.size(); i++) {
            compare(node, columns.get(i), computed.get(i), problems);
        }
        return problems.build();
    }

    private static void compare(
            Node node, Column<?> column, ColumnType computed, ImmutableList.Builder<Problem> problems) {
        misfit(column.getDataType(), computed.type())
                .ifPresent(fitting -> problems.add(new Problem(
                        ErrorCode.TYPE_MISMATCH,
                        node.name() + "." + column.getName(),
                        "declared as %s (%s), but PostgreSQL computes %s, which is %s in Java"
                                .formatted(
                                        javaType(column.getDataType()).getSimpleName(),
                                        column.getDataType().getTypeName(),
                                        computed.type(),
                                        fitting),
                        "Change the expression or the declared type; "
                                + HINTS.getOrDefault(
                                        plainType(computed.type()),
                                        "a cast(..) to the declared type makes them equal"))));
    }

    /** The Java type that a column's values are read as, before any converter. */
    static Class<?> javaType(DataType<?> declared) {
        return declared.getBinding().converter().fromType();
    }

    /**
     * The Java types that hold every value of a PostgreSQL type, in words; empty if the declared type is one of them or nothing is known
     * of the PostgreSQL type.
     *
     * @param computed as {@code format_type} names it
     */
    static Optional<String> misfit(DataType<?> declared, String computed) {
        var java = javaType(declared);
        boolean array = computed.endsWith("[]");
        var element = array ? java.getComponentType() : java;
        var fitting = JAVA_TYPES.get(plainType(computed));
        return fitting.isEmpty() || (element != null && fitting.contains(element))
                ? Optional.empty()
                : Optional.of(fitting.stream()
                        .map(type -> type.getSimpleName() + (array ? "[]" : ""))
                        .collect(joining(" or ")));
    }

    private static String plainType(String type) {
        return MODIFIER.matcher(type.replace("[]", ""))
                .replaceAll("")
                .replaceAll(" +", " ")
                .strip();
    }
}
