package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.error.ErrorCode;
import io.pulsemetrics.error.PulseException;
import io.pulsemetrics.model.RelationName;
import java.util.Objects;
import org.jooq.impl.DSL;

/** The statements that give new relations what belonged to the replaced ones, or what a schema gives to what is new in it. */
final class CarryOver {
    private static final String QUERY = SqlResource.read("carry-over");
    private static final int BEFORE_MOVE = 1;
    private static final int STATISTICS = 9;

    private final ImmutableList<Statement> statements;

    /** One of them. Steps follow each other for all relations. */
    private record Statement(int step, RelationName relation, String sql) {}

    private CarryOver(ImmutableList<Statement> statements) {
        this.statements = statements;
    }

    /** Reads them while the relations are still in their old places: names in expressions are told as they will be again. */
    static CarryOver read(CatalogReader reader, ImmutableList<PublishItem> items, PublishState state) {
        var built = items.stream()
                .map(item -> Objects.requireNonNull(
                                state.relations().get(item.build()), item.build() + " was not built")
                        .oid())
                .toArray(Long[]::new);
        var published = items.stream()
                .map(item -> state.relations().get(item.name()))
                .map(existing -> existing == null ? 0L : existing.oid())
                .toArray(Long[]::new);
        var schemas = items.stream().map(item -> item.name().schema()).toArray(String[]::new);
        var oldSchemas = items.stream().map(PublishItem::oldSchema).toArray(String[]::new);
        return new CarryOver(
                reader.read(QUERY, DSL.val(built), DSL.val(published), DSL.val(schemas), DSL.val(oldSchemas)).stream()
                        .map(row -> new Statement(
                                row.get("step", Integer.class),
                                new RelationName(
                                        row.get("schema_name", String.class), row.get("relation_name", String.class)),
                                row.get("sql", String.class)))
                        .collect(toImmutableList()));
    }

    void beforeMove(PublishScript script) {
        statements.stream().filter(it -> it.step() == BEFORE_MOVE).forEach(it -> add(it, script));
    }

    void afterMove(PublishScript script) {
        statements.stream().filter(it -> it.step() > BEFORE_MOVE).forEach(it -> add(it, script));
    }

    ImmutableList<RelationName> statisticsToRefresh() {
        return statements.stream()
                .filter(it -> it.step() == STATISTICS)
                .map(Statement::relation)
                .distinct()
                .collect(toImmutableList());
    }

    private static void add(Statement statement, PublishScript script) {
        script.execute(
                statement.sql(),
                e -> PulseException.of(
                        ErrorCode.CANNOT_REPLACE,
                        statement.relation().toString(),
                        "what belongs to it could not be given to its replacement: %s (in: %s)"
                                .formatted(DatabaseErrors.message(e), statement.sql()),
                        "Adapt it to the new columns, or drop it"));
    }
}
