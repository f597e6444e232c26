package io.pulsemetrics.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.ColumnType;
import io.pulsemetrics.plan.RelationKind;
import io.pulsemetrics.plan.TableDesign;
import io.pulsemetrics.plan.TableDesign.DesignedIndex;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelationsTest {
    private static final RelationName T = new RelationName("s", "T \"1\"");

    private final Target target = new Target();
    private final Session session = target.session(SessionName.Role.WORKER);
    private final Relations relations = new Relations(session);
    private final StoredIndexes indexes = new StoredIndexes(session);

    @AfterEach
    void close() {
        session.close();
        target.close();
    }

    @Test
    void builds_a_table_with_key_index_comments_and_statistics() {
        target.execute("create schema s");

        assertThat(relations.createTableAs(
                        T, "select i as id, '{\"a\": 1}'::jsonb ? 'a' as has from generate_series(1, 5) i"))
                .isEqualTo(5);
        indexes.create(T, keyed("id", new DesignedIndex("has_idx", false, "(has, id)")));
        relations.comment(T, RelationKind.TABLE, new Comments("it's a table", ImmutableMap.of("id", "the \\ key")));
        relations.vacuumAnalyze(T);

        assertThat(
                        target.rows(
                                "select obj_description('s.\"T \"\"1\"\"\"'::regclass), col_description('s.\"T \"\"1\"\"\"'::regclass, 1)"))
                .containsExactly("it's a table|the \\ key");
        assertThat(target.rows("select count(*) from pg_indexes where schemaname = 's'"))
                .containsExactly("2");
        assertThat(target.rows("select reltuples from pg_class where oid = 's.\"T \"\"1\"\"\"'::regclass"))
                .containsExactly("5.0");

        relations.drop(T, RelationKind.TABLE);
        relations.drop(T, RelationKind.TABLE);
        assertThat(relations.describe(T)).isEmpty();
    }

    @Test
    void describes_a_query_without_running_it_or_leaving_anything_behind() {
        target.execute("create schema s");

        assertThat(relations.describe(
                        "select 1::numeric(12,2) as n, 'x'::varchar(3) as v, array[1] as a, 1/0 as never", T))
                .extracting(ColumnType::name, ColumnType::type)
                .containsExactly(
                        tuple("n", "numeric(12,2)"),
                        tuple("v", "character varying(3)"),
                        tuple("a", "integer[]"),
                        tuple("never", "integer"));
        assertThat(relations.describe(T)).isEmpty();
    }

    @Test
    void fills_a_typed_table_with_more_rows_than_one_statement_can_bind() {
        target.execute("create schema s");
        var columns = List.of(
                DSL.field(DSL.name("id"), SQLDataType.INTEGER.notNull()),
                DSL.field(DSL.name("price"), SQLDataType.NUMERIC(12, 2)));
        relations.createTable(T, columns);

        var rows = IntStream.range(0, 40_000)
                .mapToObj(i -> new Object[] {i, i == 0 ? null : new BigDecimal("1.50")})
                .toList();

        assertThat(relations.insert(T, columns, rows)).isEqualTo(40_000);
        assertThat(relations.count(T)).isEqualTo(40_000);
        assertThat(relations.describe(T)).extracting(ColumnType::type).containsExactly("integer", "numeric(12,2)");
    }

    @Test
    void says_which_relation_failed_and_never_shows_values() {
        target.execute("create schema s");
        relations.createTableAs(T, "select 'secret@x.com' as email from generate_series(1, 2)");

        assertThatThrownBy(() -> indexes.create(T, keyed("email")))
                .hasMessage(
                        "s.T \"1\": could not create unique index \"T \"1\"_pkey\" (SQLSTATE 23505). Read PostgreSQL's message and mend the"
                                + " query or the data it reads. [statement-failed]")
                .hasNoCause();
        assertThatThrownBy(() -> relations.createTableAs(new RelationName("s", "u"), "select 1/0"))
                .hasMessage(
                        "s.u: division by zero (SQLSTATE 22012). Read PostgreSQL's message and mend the query or the data it reads."
                                + " [statement-failed]");
    }

    private static TableDesign keyed(String key, DesignedIndex... indexes) {
        return new TableDesign(
                false,
                ImmutableMap.of(),
                ImmutableList.of(key),
                ImmutableList.copyOf(indexes),
                ImmutableList.of(),
                Optional.empty(),
                false);
    }
}
