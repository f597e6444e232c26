package io.pulsemetrics.warehouse;

import static org.jooq.impl.DSL.array;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.listAgg;
import static org.jooq.impl.DSL.md5;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.substring;
import static org.jooq.impl.DSL.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.pulsemetrics.warehouse.RelationDiff.Side;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Cursor;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one side of a comparison between databases, in 4,096 buckets by the MD5 of their key.
 *
 * @param letter what the side is called in SQL, {@code f} or {@code t}
 */
record DigestedRows(Session session, Side side, String letter, Layout layout) {
    private static final int BUCKET_DIGITS = 3;

    /**
     * The columns of both sides.
     *
     * @param keys what tells rows apart: all columns if nothing else does
     * @param hidden columns that leave the database as MD5 only
     */
    record Layout(ImmutableList<ColumnPair> keys, ImmutableList<ColumnPair> others, ImmutableSet<String> hidden) {
        ImmutableList<ColumnPair> all() {
            return Stream.concat(keys.stream(), others.stream()).collect(ImmutableList.toImmutableList());
        }

        boolean hides(ColumnPair pair) {
            return hidden.contains(pair.name());
        }
    }

    /**
     * What is in a bucket.
     *
     * @param digest the MD5 of all its rows, in whatever order
     */
    record Bucket(long rows, String digest) {}

    /**
     * A row.
     *
     * @param position the MD5 of its key
     * @param values those of {@link Layout#all}
     */
    record Row(String position, ImmutableList<Optional<String>> values) {}

    /** What is in each bucket that is not empty. */
    ImmutableMap<String, Bucket> buckets() {
        var digest = digest(layout.all());
        var query = select(bucket(), countLarge(), md5(listAgg(digest, "").withinGroupOrderBy(digest)))
                .from(table(name("__rows")).as(letter))
                .groupBy(bucket());
        return session.fetch(sql(query)).stream()
                .collect(ImmutableMap.toImmutableMap(
                        row -> text(row, 0), row -> new Bucket(row.get(1, Long.class), text(row, 2))));
    }

    /** The rows of these buckets, by position. */
    Cursor<Record> rows(ImmutableSet<String> buckets) {
        var position = digest(layout.keys());
        var query = select(position)
                .select(layout.all().stream().map(this::told).toList())
                .from(table(name("__rows")).as(letter))
                .where(bucket().in(buckets.stream().map(it -> inline(it)).toList()))
                .orderBy(position.collate("C"));
        return session.stream(sql(query));
    }

    /** The next of these rows; null at the end. */
    static @Nullable Row next(Cursor<Record> rows) {
        var record = rows.fetchNext();
        if (record == null) {
            return null;
        }
        var values = ImmutableList.<Optional<String>>builder();
        for (int i = 1; i < record.size(); i++) {
            values.add(Optional.ofNullable(record.get(i, String.class)));
        }
        return new Row(text(record, 0), values.build());
    }

    private static String text(Record row, int index) {
        return Objects.requireNonNull(row.get(index, String.class));
    }

    private String sql(Select<?> query) {
        return "with \"__rows\" as (%s\n) ".formatted(side.query())
                + session.sql().renderInlined(query);
    }

    private Field<String> bucket() {
        return substring(digest(layout.keys()), inline(1), inline(BUCKET_DIGITS));
    }

    private Field<String> digest(List<ColumnPair> columns) {
        var texts = columns.stream().map(pair -> pair.comparableText(letter)).toList();
        return md5(array(texts).cast(SQLDataType.CLOB));
    }

    private Field<String> told(ColumnPair pair) {
        var text = pair.comparableText(letter);
        return layout.hides(pair) ? md5(text) : text;
    }
}
