package io.pulsemetrics.models.benchmark;

import static io.pulsemetrics.models.metrics.FctActiveUsers.FCT_ACTIVE_USERS;

import io.pulsemetrics.devkit.PostgresServer;
import io.pulsemetrics.model.ParameterValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/**
 * What WAU and MAU cost beside DAU alone, on an embedded PostgreSQL with its own settings: the query of {@code
 * fct_active_users}, which gives all three, against two ways to ask for DAU only. The queries take turns, each several times, and
 * the medians are compared.
 *
 * <p>Arguments: events (5000000), events per visit (6; each visit is of one user and day), repetitions (5). The visits are of
 * 50,000 users, some much more active than others, on 730 days.
 */
public final class ActiveUsersBenchmark {
    @SuppressWarnings("InlineFormatString") // too long to stand inside a call
    private static final String VISITS = """
            create table analytics.fct_events as
            select g as event_id, visit as session_id,
                   (50000 * power((hashint8(visit) & 1048575) / 1048576.0, 2))::bigint as user_id,
                   'page_view' as event_type, null::text as feature, day + g %% 86400 * interval '1 second' as event_at,
                   day as event_date, to_char(day, 'yyyymmdd')::int as date_key, 1 as engagement_score, 10 as days_after_signup,
                   'organic' as acquisition_channel, 'desktop' as device_type
            from (select g, g / %2$d as visit, date '2025-01-01' + ((hashint8(g / %2$d + 7777777) & 1048575) %% 730) as day
                  from generate_series(1::bigint, %1$d) as g) as visits""";

    private ActiveUsersBenchmark() {}

    /** A query and how long each of its runs took. */
    @SuppressWarnings("ArrayRecordComponent") // measurements are never compared
    private record Timed(String name, String query, double[] seconds) {}

    /** Prints the medians and the ratios. */
    public static void main(String[] args) {
        int events = args.length > 0 ? Integer.parseInt(args[0]) : 5_000_000;
        int eventsPerVisit = args.length > 1 ? Integer.parseInt(args[1]) : 6;
        int repetitions = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        try (var server = PostgresServer.embedded()) {
            var sql = DSL.using(server.dataSource(server.createDatabase()), SQLDialect.POSTGRES);
            for (var statement : List.of(
                    "create schema analytics",
                    VISITS.formatted(events, eventsPerVisit),
                    "create table analytics.dim_users as select 1::bigint as user_id, date '2025-01-01' as signup_date",
                    "vacuum (analyze) analytics.fct_events")) {
                sql.execute(statement);
            }
            print(measure(sql, queries(), repetitions));
        }
    }

    private static Map<String, String> queries() {
        var configuration = DSL.using(SQLDialect.POSTGRES).configuration();
        configuration.data(ParameterValues.class, ParameterValues.asOf(Instant.parse("2026-12-31T12:00:00Z")));
        var queries = new LinkedHashMap<String, String>();
        queries.put(
                "DAU by count(distinct)",
                "select event_date, count(distinct user_id) from analytics.fct_events group by event_date");
        queries.put(
                "DAU by distinct rows",
                "select event_date, count(*) from (select distinct event_date, user_id from analytics.fct_events) as d"
                        + " group by event_date");
        queries.put("DAU, WAU and MAU", DSL.using(configuration).renderInlined(FCT_ACTIVE_USERS.query()));
        return queries;
    }

    private static List<Timed> measure(DSLContext sql, Map<String, String> queries, int repetitions) {
        var timed = new ArrayList<Timed>();
        queries.forEach((name, query) -> timed.add(new Timed(name, query, new double[repetitions])));
        queries.values().forEach(query -> sql.resultQuery(query).fetch());
        for (int i = 0; i < repetitions; i++) {
            for (var each : timed) {
                long start = System.nanoTime();
                sql.resultQuery(each.query()).fetch();
                each.seconds()[i] = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
            }
        }
        return timed;
    }

    private static void print(List<Timed> timed) {
        var baseline = median(timed.getFirst().seconds());
        timed.forEach(each -> System.out.println("%-24s %6.2f s median, %4.2f x  (%s)"
                .formatted(
                        each.name(),
                        median(each.seconds()),
                        median(each.seconds()) / baseline,
                        shown(each.seconds()))));
    }

    private static double median(double[] times) {
        var sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String shown(double[] times) {
        return Arrays.stream(times)
                .mapToObj(time -> String.format(Locale.ROOT, "%.2f", time))
                .collect(Collectors.joining(" "));
    }
}
