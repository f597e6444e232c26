package io.pulsemetrics.state;

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.Making;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Query;
import org.jooq.Record;
import org.jooq.RowN;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * How what is published was made: {@code pulse_state.versions}, a row for each relation, and {@code pulse_state.version_inputs}, a row
 * for each thing that it was made of. Written in the transaction that publishes. A row counts only as long as the relation is the same.
 *
 * <p>Not thread-safe, as its connection is not.
 */
public final class VersionLedger {
    private static final Name VERSIONS_NAME = name(Ledger.SCHEMA, "versions");
    private static final Name INPUTS_NAME = name(Ledger.SCHEMA, "version_inputs");
    private static final Table<Record> VERSIONS = table(VERSIONS_NAME);
    private static final Table<Record> INPUTS = table(INPUTS_NAME);
    private static final Field<String> SCHEMA_NAME = text("schema_name");
    private static final Field<String> RELATION_NAME = text("relation_name");
    private static final Field<Long> OID = DSL.field(name("relation_oid"), SQLDataType.BIGINT.notNull());
    private static final Field<String> RUN_ID = text("run_id");
    private static final Field<String> CODE = text("code");
    private static final Field<String> CONFIGURATION = text("configuration");
    private static final Field<String> KIND = text("kind");
    private static final Field<String> INPUT_SCHEMA = text("input_schema");
    private static final Field<String> INPUT_NAME = text("input_name");
    private static final Field<String> VALUE = text("value");

    private static final String PARAMETER = "parameter";
    private static final String DATA = "data";
    private static final String IDENTITY = "identity";

    private final DSLContext sql;

    public VersionLedger(DSLContext sql) {
        this.sql = sql;
    }

    private static Field<String> text(String name) {
        return DSL.field(name(name), SQLDataType.CLOB.notNull());
    }

    /** Creates the tables where they are missing. */
    public void create() {
        if (!Ledger.isThere(sql, VERSIONS)) {
            sql.createTableIfNotExists(VERSIONS_NAME)
                    .columns(SCHEMA_NAME, RELATION_NAME, OID, RUN_ID, CODE, CONFIGURATION)
                    .constraints(DSL.constraint("versions_pkey").primaryKey(SCHEMA_NAME, RELATION_NAME))
                    .execute();
        }
        if (!Ledger.isThere(sql, INPUTS)) {
            sql.createTableIfNotExists(INPUTS_NAME)
                    .columns(SCHEMA_NAME, RELATION_NAME, KIND, INPUT_SCHEMA, INPUT_NAME, VALUE)
                    .constraints(DSL.constraint("version_inputs_pkey")
                            .primaryKey(SCHEMA_NAME, RELATION_NAME, KIND, INPUT_SCHEMA, INPUT_NAME))
                    .execute();
        }
    }

    /** How everything was made that the ledger knows of; empty where there is none yet. */
    public ImmutableMap<RelationName, Making.Recorded> read() {
        if (!Ledger.isThere(sql, INPUTS)) {
            return ImmutableMap.of();
        }
        var inputs = new HashMap<RelationName, Inputs>();
        sql.select(SCHEMA_NAME, RELATION_NAME, KIND, INPUT_SCHEMA, INPUT_NAME, VALUE)
                .from(INPUTS)
                .forEach(row -> inputs.computeIfAbsent(
                                new RelationName(row.value1(), row.value2()), relation -> new Inputs())
                        .add(row.value3(), new RelationName(row.value4(), row.value5()), row.value6()));
        var makings = ImmutableMap.<RelationName, Making.Recorded>builder();
        sql.select(SCHEMA_NAME, RELATION_NAME, OID, RUN_ID, CODE, CONFIGURATION)
                .from(VERSIONS)
                .orderBy(SCHEMA_NAME, RELATION_NAME)
                .forEach(row -> {
                    var relation = new RelationName(row.value1(), row.value2());
                    var made = inputs.getOrDefault(relation, new Inputs());
                    makings.put(
                            relation,
                            new Making.Recorded(row.value3(), made.making(row.value4(), row.value5(), row.value6())));
                });
        return makings.buildOrThrow();
    }

    /** What a relation was made of, by name: sorted here, since the server would sort the rows of all relations. */
    private static final class Inputs {
        private final Map<String, String> parameters = new TreeMap<>();
        private final Map<RelationName, String> data = new TreeMap<>();
        private final Map<RelationName, String> identities = new TreeMap<>();

        void add(String kind, RelationName input, String value) {
            switch (kind) {
                case PARAMETER -> parameters.put(input.name(), value);
                case DATA -> data.put(input, value);
                case IDENTITY -> identities.put(input, value);
                default -> throw new IllegalStateException("not a kind of input of the ledger: " + kind);
            }
        }

        Making making(String version, String code, String configuration) {
            return new Making(
                    version,
                    code,
                    configuration,
                    ImmutableMap.copyOf(parameters),
                    ImmutableMap.copyOf(data),
                    ImmutableMap.copyOf(identities));
        }
    }

    /**
     * The statements that note how relations were made that are in their published places by then, or are ephemeral; for the publish
     * transaction. The identities of what a view stands on are read anew: that is in its place by then, too.
     */
    public static ImmutableList<Query> writing(Map<RelationName, Making> makings) {
        if (makings.isEmpty()) {
            return ImmutableList.of();
        }
        var written = DSL.row(SCHEMA_NAME, RELATION_NAME)
                .in(makings.keySet().stream()
                        .map(it -> DSL.row(it.schema(), it.name()))
                        .toList());
        var statements = ImmutableList.<Query>builder()
                .add(DSL.deleteFrom(INPUTS).where(written))
                .add(DSL.deleteFrom(VERSIONS).where(written))
                .add(DSL.insertInto(VERSIONS)
                        .columns(List.of(SCHEMA_NAME, RELATION_NAME, OID, RUN_ID, CODE, CONFIGURATION))
                        .valuesOfRows(makings.entrySet().stream()
                                .map(it -> version(it.getKey(), it.getValue()))
                                .toList()));
        var rows = makings.entrySet().stream()
                .flatMap(it -> inputs(it.getKey(), it.getValue()).stream())
                .toList();
        if (!rows.isEmpty()) {
            statements.add(DSL.insertInto(INPUTS)
                    .columns(List.of(SCHEMA_NAME, RELATION_NAME, KIND, INPUT_SCHEMA, INPUT_NAME, VALUE))
                    .valuesOfRows(rows));
        }
        return statements.build();
    }

    private static RowN version(RelationName relation, Making making) {
        return DSL.row(List.of(
                DSL.val(relation.schema()),
                DSL.val(relation.name()),
                DSL.coalesce(IntervalLedger.oid(relation), DSL.inline(0L)),
                DSL.val(making.version()),
                DSL.val(making.code()),
                DSL.val(making.configuration())));
    }

    private static List<RowN> inputs(RelationName relation, Making making) {
        var rows = new ArrayList<RowN>();
        making.parameters()
                .forEach((name, value) ->
                        rows.add(row(relation, PARAMETER, new RelationName(PARAMETER, name), DSL.val(value))));
        making.data().forEach((name, version) -> rows.add(row(relation, DATA, name, DSL.val(version))));
        making.identities()
                .keySet()
                .forEach(name -> rows.add(row(
                        relation,
                        IDENTITY,
                        name,
                        DSL.coalesce(IntervalLedger.oid(name), DSL.inline(0L)).cast(SQLDataType.CLOB))));
        return rows;
    }

    private static RowN row(RelationName relation, String kind, RelationName input, Field<String> value) {
        return DSL.row(List.of(
                DSL.val(relation.schema()),
                DSL.val(relation.name()),
                DSL.val(kind),
                DSL.val(input.schema()),
                DSL.val(input.name()),
                value));
    }
}
