package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import io.pulsemetrics.warehouse.DigestedRows.Bucket;
import io.pulsemetrics.warehouse.DigestedRows.Layout;
import io.pulsemetrics.warehouse.DigestedRows.Row;
import io.pulsemetrics.warehouse.RelationDiff.Question;
import io.pulsemetrics.warehouse.RelationDiff.Rows;
import io.pulsemetrics.warehouse.RelationDiff.Sample;
import io.pulsemetrics.warehouse.RelationDiff.Side;
import io.pulsemetrics.warehouse.RelationDiff.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jooq.Cursor;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Compares rows of two databases. Each tells how many rows its buckets have and the MD5 of all of them; only rows of buckets that differ
 * are read, side by side, in the order of the MD5 of their keys. Memory does not grow with the number of rows. For one use.
 */
final class StreamedRows {
    private final Question question;
    private final Layout layout;
    private final ImmutableMap<ColumnPair, Integer> places;
    private final Map<String, Long> changedByColumn = new HashMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private long removed;
    private long added;
    private long changed;

    /** @param question whose key both sides have; without one the whole row is the key */
    StreamedRows(List<ColumnPair> pairs, Question question) {
        this.question = question;
        this.layout = new Layout(
                pairs.stream().filter(this::isKey).collect(toImmutableList()),
                pairs.stream().filter(pair -> !isKey(pair)).collect(toImmutableList()),
                question.hidden());
        this.places = Maps.toMap(layout.all(), layout.all()::indexOf);
    }

    private boolean isKey(ColumnPair pair) {
        return question.key().isEmpty() || question.key().contains(pair.name());
    }

    Rows compare(Session here, Side from, Session there, Side to) {
        var f = new DigestedRows(here, from, "f", layout);
        var t = new DigestedRows(there, to, "t", layout);
        var ofFrom = f.buckets();
        var ofTo = t.buckets();
        var differing = differing(ofFrom, ofTo);
        if (!differing.isEmpty()) {
            try (var first = f.rows(differing);
                    var second = t.rows(differing)) {
                merge(first, second);
            }
        }
        return new Rows(
                count(ofFrom),
                count(ofTo),
                removed,
                added,
                changed,
                layout.others().stream()
                        .map(ColumnPair::name)
                        .filter(changedByColumn::containsKey)
                        .collect(ImmutableMap.toImmutableMap(
                                name -> name, name -> requireNonNull(changedByColumn.get(name)))),
                ImmutableList.copyOf(samples));
    }

    private static ImmutableSet<String> differing(Map<String, Bucket> from, Map<String, Bucket> to) {
        Set<String> all = Sets.union(from.keySet(), to.keySet());
        return all.stream()
                .filter(bucket -> !Objects.equals(from.get(bucket), to.get(bucket)))
                .collect(toImmutableSet());
    }

    private static long count(Map<String, Bucket> buckets) {
        return buckets.values().stream().mapToLong(Bucket::rows).sum();
    }

    private void merge(Cursor<Record> first, Cursor<Record> second) {
        var f = DigestedRows.next(first);
        var t = DigestedRows.next(second);
        while (f != null || t != null) {
            int order = f == null ? 1 : t == null ? -1 : f.position().compareTo(t.position());
            if (order < 0) {
                removed++;
                sample("removed", f, null);
            } else if (order > 0) {
                added++;
                sample("added", null, t);
            } else {
                compare(requireNonNull(f), requireNonNull(t));
            }
            f = order <= 0 ? DigestedRows.next(first) : f;
            t = order >= 0 ? DigestedRows.next(second) : t;
        }
    }

    private void compare(Row f, Row t) {
        if (f.equals(t)) {
            return;
        }
        changed++;
        for (var pair : layout.others()) {
            if (!value(f, pair).equals(value(t, pair))) {
                changedByColumn.merge(pair.name(), 1L, Long::sum);
            }
        }
        sample("changed", f, t);
    }

    private Optional<String> value(@Nullable Row row, ColumnPair pair) {
        return row == null ? Optional.empty() : row.values().get(requireNonNull(places.get(pair)));
    }

    private void sample(String what, @Nullable Row f, @Nullable Row t) {
        if (samples.size() < question.samples() && !question.key().isEmpty()) {
            var row = requireNonNull(f == null ? t : f);
            samples.add(new Sample(
                    what,
                    layout.keys().stream()
                            .collect(ImmutableMap.toImmutableMap(
                                    ColumnPair::name,
                                    pair -> told(pair, value(row, pair)).orElse("null"))),
                    question.withValues() ? values(f, t) : ImmutableMap.of()));
        }
    }

    private ImmutableMap<String, Values> values(@Nullable Row f, @Nullable Row t) {
        return layout.others().stream()
                .filter(pair -> !value(f, pair).equals(value(t, pair)))
                .collect(ImmutableMap.toImmutableMap(
                        ColumnPair::name, pair -> new Values(told(pair, value(f, pair)), told(pair, value(t, pair)))));
    }

    private Optional<String> told(ColumnPair pair, Optional<String> value) {
        return layout.hides(pair) ? value.map(hidden -> RelationDiff.HIDDEN) : value;
    }
}
