package io.pulsemetrics.benchmark;

import static java.util.Objects.requireNonNull;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.greatest;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.model.Relation;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jooq.Field;
import org.jooq.Table;

/**
 * A project of any size, which is the same each time: half of its models are classes, half are not. Each has five columns and three
 * parents. The models of a kind stand in storeys of 250; those of the lowest read three raw tables, the others the storey below.
 */
public final class SyntheticProject {
    static final int WIDTH = 250;
    private static final ImmutableList<Layer> LAYERS = IntStream.range(0, 200)
            .mapToObj(storey -> storey == 0
                    ? Layer.views("storey_0", "storey_0")
                    : Layer.tables("storey_" + storey, "storey_" + storey))
            .collect(ImmutableList.toImmutableList());

    private SyntheticProject() {}

    /** The layer of the model of this number among those of its kind. */
    public static Layer layer(int number) {
        return LAYERS.get(number / WIDTH);
    }

    /** The numbers of the three parents; none on the lowest storey. */
    static ImmutableList<Integer> parents(int number) {
        int below = (number / WIDTH - 1) * WIDTH;
        int place = number % WIDTH;
        return below < 0
                ? ImmutableList.of()
                : IntStream.of(place, place + 1 + place % 100, place + 120 + place % 100)
                        .mapToObj(parent -> below + parent % WIDTH)
                        .collect(ImmutableList.toImmutableList());
    }

    /** All models, given those that are classes: as many that are none are added. */
    static ImmutableList<Relation<?>> of(List<? extends Model<?>> classes) {
        return ImmutableList.<Relation<?>>builder()
                .addAll(classes)
                .addAll(withoutClasses(classes.size()))
                .build();
    }

    /** So many models that are no classes. */
    static ImmutableList<InlineModel> withoutClasses(int count) {
        var models = new ArrayList<InlineModel>();
        for (int number = 0; number < count; number++) {
            models.add(inlineModel(
                    number, parents(number).stream().map(models::get).toList()));
        }
        return ImmutableList.copyOf(models);
    }

    private static InlineModel inlineModel(int number, List<InlineModel> parents) {
        return InlineModel.define(layer(number), "inline_%05d".formatted(number), m -> {
            var a = read(m, parents, 0, "a");
            var b = read(m, parents, 1, "b");
            var c = read(m, parents, 2, "c");
            m.column("id", field(a, "id", Long.class)).primaryKey();
            m.column("label", coalesce(field(b, "label", String.class), field(c, "label", String.class)));
            m.column("amount", field(a, "amount", BigDecimal.class).plus(field(b, "amount", BigDecimal.class)))
                    .notNull();
            m.column("day", greatest(field(a, "day", LocalDate.class), field(c, "day", LocalDate.class)));
            m.column("events", field(c, "events", Long.class));
            return select -> select.from(a)
                    .join(b)
                    .on(field(b, "id", Long.class).eq(field(a, "id", Long.class)))
                    .leftJoin(c)
                    .on(field(c, "id", Long.class).eq(field(a, "id", Long.class)))
                    .where(field(a, "day", LocalDate.class).isNotNull());
        });
    }

    private static Table<?> read(InlineModel.Definer model, List<InlineModel> parents, int index, String alias) {
        return parents.isEmpty()
                ? model.source(RawTable.TABLES.get(index), alias)
                : model.ref(parents.get(index), alias);
    }

    private static <T> Field<T> field(Table<?> table, String name, Class<T> type) {
        return table instanceof InlineModel model ? model.column(name, type) : requireNonNull(table.field(name, type));
    }
}
