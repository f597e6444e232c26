package io.pulsemetrics.model;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.check.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jooq.Field;
import org.jooq.TableField;
import org.jspecify.annotations.Nullable;

/**
 * What a relation declares of a column. The columns of its aliases share it.
 *
 * @param <T> the Java type of the column
 */
final class ColumnDeclaration<T> {
    private final @Nullable Field<T> expression;
    private final List<Check> checks = new ArrayList<>(0);
    private @Nullable Supplier<? extends TableField<?, T>> target;
    private boolean primaryKey;
    private boolean sensitive;
    private String description = "";

    ColumnDeclaration(@Nullable Field<T> expression) {
        this.expression = expression;
    }

    void primaryKey() {
        primaryKey = true;
    }

    void sensitive() {
        sensitive = true;
    }

    void describe(String text) {
        description = text;
    }

    void references(Supplier<? extends TableField<?, T>> column) {
        target = column;
    }

    void check(Check check) {
        checks.add(check);
    }

    @Nullable
    Field<T> expression() {
        return expression;
    }

    ImmutableList<Check> checks() {
        return ImmutableList.copyOf(checks);
    }

    boolean isPrimaryKey() {
        return primaryKey;
    }

    boolean isSensitive() {
        return sensitive;
    }

    String description() {
        return description;
    }

    @Nullable
    TableField<?, T> target() {
        return target == null ? null : target.get();
    }
}
