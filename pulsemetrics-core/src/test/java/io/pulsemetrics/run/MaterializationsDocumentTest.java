package io.pulsemetrics.run;

import static io.pulsemetrics.select.Selector.all;
import static io.pulsemetrics.select.Selector.select;
import static io.pulsemetrics.shop.Orders.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.jooq.impl.DSL.countLarge;

import io.pulsemetrics.TestPostgres;
import io.pulsemetrics.model.Column;
import io.pulsemetrics.model.Grain;
import io.pulsemetrics.model.InlineModel;
import io.pulsemetrics.model.Layer;
import io.pulsemetrics.model.Materialization;
import io.pulsemetrics.model.Seed;
import io.pulsemetrics.model.TableProperties;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.select.Selector;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.junit.jupiter.api.Test;

/** docs/materializations.md shows the SQL of each materialization as it is sent to the database; {@code ..} stands for what is left out. */
class MaterializationsDocumentTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sql\\n(.*?)^```");
    private static final Layer STAGING = Layer.views("staging", "staging");
    private static final Layer MARTS = Layer.tables("marts", "marts");

    private static final InlineModel STG_ORDERS = InlineModel.define(STAGING, "stg_orders", m -> {
        var o = m.source(ORDERS, "o");
        m.column("order_id", o.ORDER_ID);
        m.column("status", o.STATUS);
        return select -> select.from(o);
    });
    private static final InlineModel PAID = InlineModel.define(STAGING, "paid_orders", m -> {
        var s = m.ref(STG_ORDERS, "s");
        m.column("order_id", s.column("order_id", Long.class));
        m.config(defaults -> defaults.materialized(Materialization.ephemeral()));
        return select -> select.from(s).where(s.column("status", String.class).eq("paid"));
    });
    private static final InlineModel FCT_PAID = InlineModel.define(MARTS, "fct_paid", m -> {
        var p = m.ref(PAID, "p");
        m.column("orders", countLarge());
        return select -> select.from(p);
    });
    private static final InlineModel BY_STATUS = InlineModel.define(MARTS, "orders_by_status", m -> {
        var s = m.ref(STG_ORDERS, "s");
        m.column("status", s.column("status", String.class));
        m.column("orders", countLarge());
        m.config(defaults -> defaults.materialized(Materialization.materializedView()));
        return select -> select.from(s).groupBy(s.column("status", String.class));
    });
    private static final InlineModel FCT_ORDERS = InlineModel.define(MARTS, "fct_orders", m -> {
        var o = m.source(ORDERS, "o");
        m.column("order_id", o.ORDER_ID);
        var date = m.column("ordered_on", o.ORDERED_AT.cast(SQLDataType.LOCALDATE));
        m.config(defaults -> defaults.stored(
                TableProperties.none().partitionBy(date, Grain.MONTH).fillfactor(90)));
        return select -> select.from(o);
    });
    private static final InlineModel LATEST = InlineModel.define(MARTS, "latest", m -> {
        var o = m.source(ORDERS, "o");
        m.column("order_id", o.ORDER_ID).primaryKey();
        m.column("amount", o.AMOUNT);
        m.column("status", o.STATUS);
        m.config(defaults ->
                defaults.stored(TableProperties.none().enforcePrimaryKey().updatedInPlace()));
        return select -> select.from(o);
    });
    private static final InlineModel AMOUNTS = InlineModel.define(MARTS, "amounts", m -> {
        var o = m.source(ORDERS, "o");
        m.column("amount", o.AMOUNT);
        m.config(defaults -> defaults.stored(TableProperties.none().updatedInPlace()));
        return select -> select.from(o);
    });
    private static final InlineModel APPENDED = InlineModel.define(MARTS, "order_log", m -> {
        var o = m.source(ORDERS, "o", t -> t.ORDERED_AT);
        m.column("order_id", o.ORDER_ID);
        m.config(defaults -> defaults.materialized(Materialization.append().lag(Duration.ofMinutes(10))));
        return select -> select.from(o);
    });
    private static final InlineModel LINES = InlineModel.define(MARTS, "order_lines", m -> {
        var o = m.source(ORDERS, "o", t -> t.ORDERED_AT);
        var id = m.column("order_id", o.ORDER_ID).primaryKey();
        m.column("amount", o.AMOUNT);
        m.config(defaults -> defaults.materialized(Materialization.deleteInsert(id)));
        return select -> select.from(o);
    });
    private static final InlineModel MERGED = InlineModel.define(MARTS, "orders", m -> {
        var o = m.source(ORDERS, "o", t -> t.ORDERED_AT);
        var id = m.column("order_id", o.ORDER_ID).primaryKey();
        var amount = m.column("amount", o.AMOUNT);
        m.column("status", o.STATUS);
        var gone = m.column("is_deleted", DSL.field(o.STATUS.eq("gone")));
        m.config(defaults ->
                defaults.materialized(Materialization.merge(id).updating(amount).deletedWhere(gone)));
        return select -> select.from(o);
    });
    private static final InlineModel DAYS = InlineModel.define(MARTS, "fct_days", m -> {
        var o = m.source(ORDERS, "o", t -> t.ORDERED_AT);
        var day = o.ORDERED_AT.cast(SQLDataType.LOCALDATE);
        var date = m.column("day", day).primaryKey();
        m.column("orders", countLarge());
        m.config(defaults -> defaults.materialized(Materialization.interval(date, Grain.DAY)
                        .lookback(Duration.ofDays(2))
                        .batch(40)
                        .beginningAt(LocalDateTime.parse("2026-01-01T00:00")))
                .stored(TableProperties.none().partitionBy(date, Grain.MONTH)));
        return select -> select.from(o).groupBy(day);
    });
    private static final InlineModel HISTORY =
            InlineModel.define(Layer.tables("history", "history"), "order_history", m -> {
                var o = m.source(ORDERS, "o");
                var id = m.column("order_id", o.ORDER_ID).notNull();
                m.column("status", o.STATUS);
                var validFrom = m.column("valid_from", SQLDataType.LOCALDATETIME);
                var validTo = m.column("valid_to", SQLDataType.LOCALDATETIME);
                m.config(defaults -> defaults.materialized(Materialization.snapshot(validFrom, validTo, id)));
                return select -> select.from(o);
            });

    /** A seed of two columns. */
    static final class SeedChannel extends Seed<SeedChannel> {
        private static final long serialVersionUID = 1L;
        static final SeedChannel SEED_CHANNEL = new SeedChannel(root());

        final Column<String> CHANNEL_KEY =
                column("channel_key", SQLDataType.CLOB).primaryKey();
        final Column<BigDecimal> TYPICAL_CAC =
                column("typical_cac", SQLDataType.NUMERIC(12, 2)).notNull();

        private SeedChannel(As as) {
            super(as, SeedChannel::new, Layer.tables("seeds", "staging"), "seed_channel.csv");
        }
    }

    private static String document() throws IOException {
        for (var folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                return Files.readString(folder.resolve("docs/materializations.md"));
            }
        }
        throw new IllegalStateException("not inside the project");
    }

    private static Stream<String> documented() throws IOException {
        return BLOCK.matcher(document())
                .results()
                .flatMap(block -> Arrays.stream(block.group(1).split(";\\s*\n")))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty());
    }

    private static Pattern pattern(String statement) {
        return Pattern.compile(
                Arrays.stream(statement.replaceFirst(";$", "").split("\\.\\."))
                        .map(part -> Arrays.stream(part.split("\\s+", -1))
                                .map(word -> word.isEmpty() ? "" : Pattern.quote(word))
                                .collect(Collectors.joining("\\s+")))
                        .collect(Collectors.joining(".*?")),
                Pattern.DOTALL);
    }

    private static List<String> sent() {
        var recorded = new RecordedStatements();
        try (var database = TestPostgres.database()) {
            database.execute(
                    "create schema shop",
                    "create table shop.orders (order_id bigint, customer_id bigint, amount numeric(12,2), ordered_at timestamp, status text)",
                    "insert into shop.orders values (1, 10, 5.00, '2026-03-01 10:00', 'paid'), (2, 10, 4.00, '2026-03-02 11:00', 'open')");
            var project = Project.of(
                    STG_ORDERS,
                    PAID,
                    FCT_PAID,
                    BY_STATUS,
                    FCT_ORDERS,
                    LATEST,
                    AMOUNTS,
                    APPENDED,
                    LINES,
                    MERGED,
                    DAYS,
                    HISTORY,
                    SeedChannel.SEED_CHANNEL);
            var runner = ModelRunner.of(project, recorded.of(database.dataSource()));
            run(runner, "2026-03-03T00:00:00Z", all());
            database.execute(
                    "update shop.orders set ordered_at = '2026-03-04', amount = 6, status = 'gone' where order_id = 1",
                    "insert into shop.orders values (3, 10, 5.00, '2026-04-01 10:00', 'paid')");
            run(runner, "2026-04-02T00:00:00Z", all());
            run(runner, "2026-04-02T00:00:00Z", select("fct_paid"));
        }
        return recorded.all();
    }

    private static void run(ModelRunner runner, String asOf, Selector selector) {
        var result = runner.with(RunOptions.defaults().withThreads(2).withAsOf(Instant.parse(asOf)))
                .run(selector);
        assertThat(result.succeeded()).as(result.failures().toString()).isTrue();
    }

    @Test
    void every_statement_of_the_document_is_sent_as_it_stands() throws IOException {
        var sent = sent();

        var unknown = new ArrayList<String>();
        documented()
                .filter(statement -> sent.stream()
                        .noneMatch(it -> pattern(statement).matcher(it).find()))
                .forEach(unknown::add);

        assertThat(unknown).isEmpty();
        assertThat(documented()).hasSizeGreaterThan(20);
    }

    @Test
    void a_statement_that_is_not_sent_is_found() {
        assertThat(pattern("CREATE VIEW \"a\" AS ..")
                        .matcher("CREATE VIEW \"b\" AS select 1")
                        .find())
                .isFalse();
        assertThat(pattern("CREATE ..\n  AS select ..")
                        .matcher("CREATE VIEW \"b\" AS select 1")
                        .find())
                .isTrue();
    }
}
