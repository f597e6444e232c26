package io.pulsemetrics.check;

import static org.jooq.impl.DSL.countLarge;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.when;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import org.jooq.Field;
import org.jooq.Table;
import org.jooq.impl.DSL;

/**
 * Folds checks into one scan of a relation:
 *
 * <pre>
 * select count(*),
 *        count(*) filter (where [where and] violation),               -- a row
 *        case when violation then 1 else 0 end                        -- an aggregate
 *        case when count(x) = count(distinct x) then 0 else (..) end  -- a key
 * from relation
 * </pre>
 */
final class Scan {
    private final Table<?> relation;
    private final List<Field<?>> columns = new ArrayList<>();
    private final List<Audit.Answer> answers = new ArrayList<>();

    Scan(Table<?> relation) {
        this.relation = relation;
        columns.add(countLarge());
    }

    boolean isEmpty() {
        return answers.isEmpty();
    }

    void add(Check check, RowRule rule) {
        columns.add(countLarge().filterWhere(check.options().where().and(rule.violation())));
        answers.add(new Audit.Answer(check, columns.size() - 1, rows(check)));
    }

    void add(Check check, AggregateRule rule) {
        var measured =
                rule.measure().apply(new Subject(relation, check.options().where(), ImmutableSet.of()));
        columns.add(when(measured.violation(), inline(1L)).otherwise(inline(0L)));
        answers.add(new Audit.Answer(check, columns.size() - 1, -1));
    }

    void add(Check check, UniqueRule rule) {
        columns.add(rule.count(new Subject(relation, check.options().where(), ImmutableSet.of())));
        answers.add(new Audit.Answer(check, columns.size() - 1, rows(check)));
    }

    /** The column with the number of rows that the check looks at. */
    private int rows(Check check) {
        if (!check.options().judgement().needsRows()) {
            return -1;
        }
        var where = check.options().where();
        if (where.equals(DSL.noCondition())) {
            return 0;
        }
        columns.add(countLarge().filterWhere(where));
        return columns.size() - 1;
    }

    Audit.Query query() {
        return new Audit.Query(
                ImmutableList.copyOf(answers), DSL.select(columns).from(relation), true);
    }
}
