package io.pulsemetrics.examples;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jooq.Field;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Counts figures that were compared and keeps those that differ. Not thread-safe. */
final class ComparedFigures {
    private final List<String> differences = new ArrayList<>();
    private long count;

    /** The published rows of a model are those of the truth, no more and no fewer. */
    void sameRows(String model, Set<?> truth, Set<?> published) {
        count++;
        truth.stream()
                .filter(key -> !published.contains(key))
                .forEach(key -> differences.add("%s %s: not published".formatted(model, key)));
        published.stream()
                .filter(key -> !truth.contains(key))
                .forEach(key -> differences.add("%s %s: published, but not in the truth".formatted(model, key)));
    }

    /** The figures of one row. */
    Row row(String model, Object key, Record published) {
        return new Row(model + " " + key, published);
    }

    /** How many figures were compared. */
    long count() {
        return count;
    }

    /** Those that differ, in words. */
    List<String> differences() {
        return List.copyOf(differences);
    }

    /** The figures of one published row. */
    final class Row {
        private final String where;
        private final Record published;

        private Row(String where, Record published) {
            this.where = where;
            this.published = published;
        }

        /** A count, a truth value. */
        <T> Row equal(Field<T> column, T truth) {
            return compare(column, truth, Objects.equals(published.get(column), truth));
        }

        /** An amount, whatever its scale. */
        Row amount(Field<BigDecimal> column, BigDecimal truth) {
            var found = published.get(column);
            return compare(column, truth, found != null && found.compareTo(truth) == 0);
        }

        /** A quotient, to the last published digit; NULL where the divisor is 0. */
        Row ratio(Field<BigDecimal> column, Number dividend, Number divisor) {
            var found = published.get(column);
            var below = new BigDecimal(divisor.toString());
            if (below.signum() == 0) {
                return compare(column, null, found == null);
            }
            int scale = found == null ? 16 : found.scale();
            var truth = new BigDecimal(dividend.toString()).divide(below, scale, RoundingMode.HALF_UP);
            return compare(column, truth, found != null && found.compareTo(truth) == 0);
        }

        private Row compare(Field<?> column, @Nullable Object truth, boolean same) {
            count++;
            if (!same) {
                differences.add("%s %s: published %s, but in truth %s"
                        .formatted(where, column.getName(), published.get(column), truth));
            }
            return this;
        }
    }
}
