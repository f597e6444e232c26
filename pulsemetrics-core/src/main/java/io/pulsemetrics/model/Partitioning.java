package io.pulsemetrics.model;

/**
 * That a table is partitioned by range.
 *
 * @param column a date or timestamp of the model
 * @param unit how much time one partition holds
 */
public record Partitioning(Column<?> column, Grain unit) {
    @Override
    public String toString() {
        return "%s by %s".formatted(column.getName(), unit);
    }
}
