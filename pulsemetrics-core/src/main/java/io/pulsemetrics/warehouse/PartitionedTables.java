package io.pulsemetrics.warehouse;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.hash.Hashing;
import io.pulsemetrics.model.RelationName;
import io.pulsemetrics.plan.TableDesign;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tables with a partition for each stretch of time that they have rows of, and one for rows without a time.
 *
 * <p>Every method throws a {@link io.pulsemetrics.error.PulseException} that names the relation if PostgreSQL refuses. Not thread-safe.
 */
final class PartitionedTables {
    private final Session session;
    private final Relations relations;

    PartitionedTables(Session session) {
        this.session = session;
        this.relations = new Relations(session);
    }

    /**
     * Creates a partitioned table of the rows of a query. They are computed once, into a table beside it, so that it is known which
     * partitions they need.
     *
     * @return its number of rows
     */
    long create(RelationName table, Placement placement, String select, TableDesign design) {
        var rows = new RelationName(
                table.schema(),
                Hashing.sha256()
                                .hashString(table.name(), StandardCharsets.UTF_8)
                                .toString()
                                .substring(0, 40)
                        + "__rows");
        Relations.attempt(
                table,
                () -> session.execute("CREATE UNLOGGED TABLE %s AS %s".formatted(relations.quote(rows), select)));
        long inserted = create(table, placement, rows, design);
        relations.execute(rows, "DROP TABLE " + relations.quote(rows));
        return inserted;
    }

    /** As {@link #create(RelationName, Placement, String, TableDesign)}, of the rows of a relation that is there. */
    long create(RelationName table, Placement placement, RelationName rows, TableDesign design) {
        var column = design.partitions().orElseThrow().column();
        relations.execute(
                table,
                "CREATE TABLE %s (LIKE %s) PARTITION BY RANGE (%s)%s"
                        .formatted(
                                relations.quote(table),
                                relations.quote(rows),
                                relations.quote(column),
                                placement.tablespace()));
        missingPartitions(table, rows, design)
                .forEach(it -> relations.execute(
                        it.name(),
                        "CREATE %sTABLE %s PARTITION OF %s %s%s"
                                .formatted(
                                        design.unlogged() ? "UNLOGGED " : "",
                                        relations.quote(it.name()),
                                        relations.quote(table),
                                        it.bounds(),
                                        StoredTables.with(session, design))));
        return Relations.attempt(
                table,
                () -> session.execute(
                        "INSERT INTO %s SELECT * FROM %s".formatted(relations.quote(table), relations.quote(rows))));
    }

    /**
     * Gives a partitioned table that stays in place the partitions that the rows need. Takes SHARE UPDATE EXCLUSIVE on it, which keeps
     * readers and writers undisturbed; those that lock more are there by now, see {@link Extension}.
     */
    void attachPartitions(RelationName table, RelationName rows, TableDesign design) {
        missingPartitions(table, rows, design)
                .forEach(it ->
                        relations.execute(it.name(), table, creation(it, table, design) + ";" + attachment(it, table)));
    }

    private String creation(MissingPartition it, RelationName table, TableDesign design) {
        return "CREATE %sTABLE %s (LIKE %s INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING STORAGE)%s"
                .formatted(
                        design.unlogged() ? "UNLOGGED " : "",
                        relations.quote(it.name()),
                        relations.quote(table),
                        StoredTables.with(session, design));
    }

    private String attachment(MissingPartition it, RelationName table) {
        return "ALTER TABLE %s ATTACH PARTITION %s %s"
                .formatted(relations.quote(table), relations.quote(it.name()), it.bounds());
    }

    /** What is to be attached to a table beside its partition for NULLs, which PostgreSQL locks against readers and looks through then. */
    Optional<Extension> extension(RelationName table, RelationName rows, TableDesign design) {
        var nulls = new RelationName(
                table.schema(), design.partitions().orElseThrow().nameOfNull(table.name()));
        var missing = missingPartitions(table, rows, design);
        return missing.isEmpty() || !Partitions.of(session, table).contains(nulls)
                ? Optional.empty()
                : Optional.of(new Extension(
                        table,
                        nulls,
                        Lists.transform(missing, it -> creation(it, table, design)),
                        Lists.transform(missing, it -> attachment(it, table))));
    }

    /** A partition to be made. */
    private record MissingPartition(RelationName name, String bounds) {}

    private ImmutableList<MissingPartition> missingPartitions(
            RelationName table, RelationName rows, TableDesign design) {
        var partitions = design.partitions().orElseThrow();
        var there = Partitions.of(session, table);
        var begins = Relations.attempt(
                table,
                () -> session.fetch("SELECT DISTINCT date_trunc('%s', CAST(%s AS timestamp)) FROM %s ORDER BY 1"
                                .formatted(
                                        Ascii.toLowerCase(partitions.unit().name()),
                                        relations.quote(partitions.column()),
                                        relations.quote(rows)))
                        .getValues(0, LocalDateTime.class));
        return begins.stream()
                .map(begin -> missing(table, partitions, begin))
                .filter(it -> !there.contains(it.name()))
                .collect(toImmutableList());
    }

    private static MissingPartition missing(
            RelationName table, TableDesign.Partitions partitions, @Nullable LocalDateTime begin) {
        return begin == null
                ? new MissingPartition(new RelationName(table.schema(), partitions.nameOfNull(table.name())), "DEFAULT")
                : new MissingPartition(
                        new RelationName(table.schema(), partitions.name(table.name(), begin)),
                        "FOR VALUES FROM ('%s') TO ('%s')"
                                .formatted(begin, partitions.unit().ceiling(begin)));
    }
}
