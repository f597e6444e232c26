package io.pulsemetrics.state;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.lineage.QueryText;
import io.pulsemetrics.model.Model;
import io.pulsemetrics.project.Fingerprint;
import io.pulsemetrics.project.Node;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * The queries that were ever published: {@code pulse_state.queries}, one row per fingerprint, so that a query which stays the same is kept
 * once however often it runs. Parameters stand in them by name.
 *
 * <p>Not thread-safe, as its connection is not.
 */
public final class PublishedQueries {
    private static final Name NAME = DSL.name(Ledger.SCHEMA, "queries");
    private static final Table<Record> QUERIES = DSL.table(NAME);
    private static final Field<String> FINGERPRINT = DSL.field(DSL.name("fingerprint"), SQLDataType.CLOB.notNull());
    private static final Field<String> SQL = DSL.field(DSL.name("sql"), SQLDataType.CLOB.notNull());

    private final DSLContext sql;

    public PublishedQueries(DSLContext sql) {
        this.sql = sql;
    }

    /** Creates the table where it is missing. */
    public void create() {
        if (!exists()) {
            sql.createTableIfNotExists(NAME)
                    .columns(FINGERPRINT, SQL)
                    .constraints(DSL.constraint("queries_pkey").primaryKey(FINGERPRINT))
                    .execute();
        }
    }

    private boolean exists() {
        return Ledger.isThere(sql, QUERIES);
    }

    /** Those of these fingerprints that are known, laid out in lines. */
    public ImmutableMap<String, String> read(Collection<String> fingerprints) {
        if (!exists()) {
            return ImmutableMap.of();
        }
        return sql
                .select(FINGERPRINT, SQL)
                .from(QUERIES)
                .where(FINGERPRINT.eq(DSL.any(fingerprints.toArray(String[]::new))))
                .fetch()
                .stream()
                .collect(toImmutableMap(row -> row.value1(), row -> row.value2()));
    }

    /** The statement that notes the queries of models that are being published, as far as they are not known; in the publish transaction. */
    public Optional<Query> writing(Collection<Node> published) {
        var models = published.stream()
                .filter(node -> node.relation() instanceof Model<?>)
                .collect(toImmutableMap(Fingerprint::of, node -> (Model<?>) node.relation(), (one, other) -> one));
        Set<String> known = sql.select(FINGERPRINT)
                .from(QUERIES)
                .where(FINGERPRINT.eq(DSL.any(models.keySet().toArray(String[]::new))))
                .fetchSet(FINGERPRINT);
        var rows = models.entrySet().stream()
                .filter(model -> !known.contains(model.getKey()))
                .map(model -> DSL.row(
                        model.getKey(), QueryText.formatted(model.getValue().query())))
                .toList();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(DSL.insertInto(QUERIES)
                        .columns(FINGERPRINT, SQL)
                        .valuesOfRows(rows)
                        .onConflictDoNothing());
    }
}
