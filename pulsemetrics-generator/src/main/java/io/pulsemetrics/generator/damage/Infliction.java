package io.pulsemetrics.generator.damage;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.md5;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import io.pulsemetrics.generator.rows.RawTable;
import java.util.Arrays;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** One infliction of damage, within a transaction. */
final class Infliction {
    private final DSLContext sql;
    private final Damage damage;
    private final SetMultimap<String, Long> taken = LinkedHashMultimap.create();

    Infliction(DSLContext sql, Damage damage) {
        this.sql = sql;
        this.damage = damage;
    }

    Manifest run() {
        var tables = Arrays.stream(RawTable.values()).map(RawTable::table).toList();
        sql.execute(DSL.query("lock table {0} in share row exclusive mode", DSL.list(tables)));
        var entries = ImmutableList.<Manifest.Entry>builder();
        for (var way : damage.ways()) {
            for (var wound : way.wounds()) {
                var keys = pick(way, wound);
                inflict(wound, wound.key().in(keys));
                taken.putAll(wound.table().getName(), keys);
                entries.add(new Manifest.Entry(way, wound.table().getName(), keys));
            }
        }
        return new Manifest(damage.seed(), entries.build());
    }

    /** Takes rows by a hash of their keys: at random, and the same ones each time. */
    private ImmutableList<Long> pick(Way way, Wound wound) {
        var key = wound.key();
        var salt = "%d %s ".formatted(damage.seed(), way.name());
        var query = sql.select(key)
                .from(wound.table())
                .where(
                        key.isNotNull(),
                        wound.eligible(),
                        key.notIn(taken.get(wound.table().getName())))
                .groupBy(key)
                .orderBy(md5(concat(inline(salt), key.cast(SQLDataType.CLOB))), key);
        return (wound.everything()
                        ? query.fetch(key)
                        : query.limit(damage.rows()).fetch(key))
                .stream().sorted().collect(toImmutableList());
    }

    private void inflict(Wound wound, Condition picked) {
        switch (wound.stroke()) {
            case Wound.Change change ->
                sql.update(wound.table()).set(change.values()).where(picked).execute();
            case Wound.Copy copy -> copy(wound.table(), copy.values(), picked);
            case Wound.Loss ignored ->
                sql.deleteFrom(wound.table()).where(picked).execute();
        }
    }

    private void copy(Table<Record> table, ImmutableMap<Field<?>, Field<?>> values, Condition picked) {
        var columns = Arrays.asList(table.fields());
        var selected = columns.stream()
                .<Field<?>>map(column -> values.getOrDefault(column, column))
                .toList();
        sql.insertInto(table, columns)
                .select(sql.select(selected).from(table).where(picked))
                .execute();
    }
}
