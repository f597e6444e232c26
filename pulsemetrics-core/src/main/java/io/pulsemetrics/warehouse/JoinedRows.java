package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.jooq.impl.DSL.asterisk;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.or;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.table;
import static org.jooq.impl.DSL.when;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.warehouse.RelationDiff.Question;
import io.pulsemetrics.warehouse.RelationDiff.Rows;
import io.pulsemetrics.warehouse.RelationDiff.Sample;
import io.pulsemetrics.warehouse.RelationDiff.Side;
import io.pulsemetrics.warehouse.RelationDiff.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** Compares rows of one key in one database: a full join that counts, and one that gives a sample. */
final class JoinedRows {
    private static final Field<Boolean> FROM_IS_THERE = field(name("f", "__there"), SQLDataType.BOOLEAN);
    private static final Field<Boolean> TO_IS_THERE = field(name("t", "__there"), SQLDataType.BOOLEAN);
    private static final Condition BOTH_ARE_THERE = FROM_IS_THERE.isTrue().and(TO_IS_THERE.isTrue());

    private final Session session;
    private final Side from;
    private final Side to;
    private final Question question;
    private final ImmutableList<ColumnPair> keys;
    private final ImmutableList<ColumnPair> others;
    private final Table<?> joined;
    private final Condition changed;

    JoinedRows(Session session, Side from, Side to, List<ColumnPair> pairs, Question question) {
        this.session = session;
        this.from = from;
        this.to = to;
        this.question = question;
        this.keys = pairs.stream()
                .filter(pair -> question.key().contains(pair.name()))
                .collect(toImmutableList());
        this.others = pairs.stream()
                .filter(pair -> !question.key().contains(pair.name()))
                .collect(toImmutableList());
        this.joined = rows("f")
                .fullJoin(rows("t"))
                .on(DSL.and(keys.stream().map(ColumnPair::isSame).toList()));
        this.changed = others.isEmpty()
                ? falseCondition()
                : BOTH_ARE_THERE.and(or(others.stream().map(ColumnPair::differs).toList()));
    }

    private static Table<?> rows(String side) {
        return select(asterisk(), inline(true).as("__there"))
                .from(table(name("__" + side)))
                .asTable(side);
    }

    Rows compare() {
        var counted = new ArrayList<SelectField<?>>(List.of(
                countLarge(FROM_IS_THERE),
                countLarge(TO_IS_THERE),
                countLarge().filterWhere(TO_IS_THERE.isNull()),
                countLarge().filterWhere(FROM_IS_THERE.isNull()),
                countLarge().filterWhere(changed)));
        int fixed = counted.size();
        others.forEach(pair -> counted.add(countLarge().filterWhere(BOTH_ARE_THERE.and(pair.differs()))));
        var counts = RelationDiff.fetch(session, from, to, select(counted).from(joined))
                .getFirst();
        var byColumn = ImmutableMap.<String, Long>builder();
        for (int i = 0; i < others.size(); i++) {
            if (count(counts, fixed + i) > 0) {
                byColumn.put(others.get(i).name(), count(counts, fixed + i));
            }
        }
        return new Rows(
                count(counts, 0),
                count(counts, 1),
                count(counts, 2),
                count(counts, 3),
                count(counts, 4),
                byColumn.buildOrThrow(),
                samples());
    }

    private static long count(Record row, int index) {
        return row.get(index, Long.class);
    }

    private ImmutableList<Sample> samples() {
        var differing = select(when(TO_IS_THERE.isNull(), inline("removed"))
                        .when(FROM_IS_THERE.isNull(), inline("added"))
                        .otherwise(inline("changed")))
                .select(keys.stream().map(this::shown).toList())
                .select(told().flatMap(pair -> Stream.of(value(pair, "f"), value(pair, "t")))
                        .toList())
                .from(joined)
                .where(TO_IS_THERE.isNull().or(FROM_IS_THERE.isNull()).or(changed))
                .orderBy(keys.stream().map(JoinedRows::text).toList())
                .limit(inline(question.samples()));
        return RelationDiff.fetch(session, from, to, differing).stream()
                .map(this::sample)
                .collect(toImmutableList());
    }

    private Stream<ColumnPair> told() {
        return question.withValues() ? others.stream() : Stream.empty();
    }

    private static Field<String> text(ColumnPair pair) {
        return coalesce(pair.text("f"), pair.text("t"));
    }

    private Field<String> shown(ColumnPair key) {
        return isHidden(key) ? inline(RelationDiff.HIDDEN) : text(key);
    }

    /** NULL where it does not differ. */
    private Field<String> value(ColumnPair pair, String side) {
        return when(pair.differs(), isHidden(pair) ? inline(RelationDiff.HIDDEN) : pair.text(side));
    }

    private boolean isHidden(ColumnPair pair) {
        return question.hidden().contains(pair.name());
    }

    private Sample sample(Record row) {
        var key = ImmutableMap.<String, String>builder();
        int at = 1;
        for (var pair : keys) {
            key.put(pair.name(), String.valueOf(row.get(at++)));
        }
        var values = ImmutableMap.<String, Values>builder();
        for (var pair : told().toList()) {
            var both = new Values(text(row, at++), text(row, at++));
            if (both.from().isPresent() || both.to().isPresent()) {
                values.put(pair.name(), both);
            }
        }
        return new Sample(String.valueOf(row.get(0)), key.buildOrThrow(), values.buildOrThrow());
    }

    private static Optional<String> text(Record row, int index) {
        return Optional.ofNullable(row.get(index, String.class));
    }
}
