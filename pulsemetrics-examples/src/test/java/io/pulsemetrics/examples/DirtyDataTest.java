package io.pulsemetrics.examples;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.pulsemetrics.devkit.PostgresTest;
import io.pulsemetrics.devkit.TestDatabase;
import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.damage.Damage;
import io.pulsemetrics.generator.damage.Handling;
import io.pulsemetrics.generator.damage.Manifest;
import io.pulsemetrics.generator.damage.Way;
import io.pulsemetrics.generator.simulation.Scenario;
import io.pulsemetrics.models.SaasModels;
import io.pulsemetrics.project.Project;
import io.pulsemetrics.run.CheckResult;
import io.pulsemetrics.run.ModelRunner;
import io.pulsemetrics.run.NodeStatus;
import io.pulsemetrics.run.RunOptions;
import io.pulsemetrics.run.RunResult;
import io.pulsemetrics.select.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way in which data goes bad is repaired by staging, and no figure differs from the truth; or a check finds each of the rows. The ways
 * that checks of one layer or model find are inflicted together; some of them, and in the long runs each, by itself.
 */
@PostgresTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DirtyDataTest {
    private static final Project PROJECT = Project.of(SaasModels.all());
    private static final SyntheticData DATA = SyntheticData.of(new Scenario(300, 7, LocalDate.of(2026, 6, 17), 4));

    private static final Set<String> REFERENCES = Set.of("user_id_relationship", "session_id_relationship");

    @SuppressWarnings("NullAway.Init") // set before all tests
    private TestDatabase clean;

    @BeforeAll
    void publish(TestDatabase database) {
        clean = database;
        TruthComparison.publish(DATA, database.dataSource());
    }

    private void onACopy(Consumer<DataSource> work) {
        var copy = new TestDatabase(clean.server(), clean.server().createDatabaseFrom(clean.name()));
        try {
            work.accept(copy.dataSource());
        } finally {
            clean.server().dropDatabase(copy.name());
        }
    }

    private static RunResult run(DataSource database, Selector selector) {
        var result = ModelRunner.of(PROJECT, database)
                .with(RunOptions.defaults().withAsOf(DATA.scenario().end()))
                .run(selector);
        assertThat(result.nodes().values()).noneMatch(node -> node.status() == NodeStatus.ERROR);
        return result;
    }

    private static List<CheckResult> violated(RunResult result) {
        return result.nodes().values().stream()
                .flatMap(node -> node.violated().stream())
                .toList();
    }

    static List<Way> repaired() {
        return Way.all().stream()
                .filter(way -> way.handling() instanceof Handling.Repaired)
                .toList();
    }

    /**
     * What checks find, by the models that have them; all of staging at once. A reference to what is built later is asked only if no other
     * check of the model fails.
     */
    static Map<String, ImmutableList<Way>> caught() {
        var groups = new LinkedHashMap<String, ImmutableList<Way>>();
        Way.all().forEach(way -> {
            if (way.handling() instanceof Handling.Caught(String model, String check)) {
                groups.merge(
                        model.startsWith("stg_")
                                ? "staging"
                                : REFERENCES.contains(check) ? model + " references" : model,
                        ImmutableList.of(way),
                        (some, more) ->
                                Stream.concat(some.stream(), more.stream()).collect(toImmutableList()));
            }
        });
        return groups;
    }

    @Test
    void are_nothing_that_clean_data_has() {
        onACopy(database -> assertThat(violated(run(database, Selector.all()))).isEmpty());
    }

    @Test
    void are_repaired_by_staging_so_that_every_figure_equals_the_truth() {
        onACopy(database -> {
            var manifest = Damage.of(repaired()).withRows(5).inflict(database);

            assertThat(repaired()).allMatch(way -> manifest.count(way) >= 5);
            assertThat(violated(run(database, Selector.all()))).isEmpty();
            assertThat(TruthComparison.compare(DATA.truth(), database).differences())
                    .isEmpty();
        });
    }

    static List<String> groups() {
        return List.copyOf(caught().keySet());
    }

    @ParameterizedTest
    @MethodSource("groups")
    void are_found_by_checks_one_by_one(String group) {
        var ways = requireNonNull(caught().get(group));
        onACopy(database -> {
            var manifest = Damage.of(ways).inflict(database);

            var result = run(database, group.equals("staging") ? Selector.tag("staging") : Selector.all());

            assertThat(found(result, ways)).isEqualTo(expected(manifest, ways));
        });
    }

    /** As many as are asked for, some that are repaired and some that are caught among them. */
    static List<Way> each() {
        int count = Integer.getInteger("pulse.damage.each", 2);
        int from = Math.max(0, repaired().size() - count / 2);
        return Way.all().subList(from, Math.min(Way.all().size(), from + count));
    }

    @ParameterizedTest
    @MethodSource("each")
    void are_handled_each_by_itself(Way way) {
        onACopy(database -> {
            var manifest = Damage.of(way).inflict(database);

            var result = run(database, Selector.all());

            switch (way.handling()) {
                case Handling.Repaired ignored -> {
                    assertThat(violated(result)).isEmpty();
                    assertThat(TruthComparison.compare(DATA.truth(), database).differences())
                            .isEmpty();
                }
                case Handling.Caught ignored ->
                    assertThat(found(result, List.of(way))).isEqualTo(expected(manifest, List.of(way)));
            }
        });
    }

    /** The violations of the checks that should find something. */
    private static Map<String, Long> found(RunResult result, List<Way> ways) {
        var names = ways.stream().map(way -> way.handling().text()).toList();
        return violated(result).stream()
                .filter(check -> names.contains(text(check)))
                .collect(groupingBy(DirtyDataTest::text, TreeMap::new, summingLong(CheckResult::violations)));
    }

    private static String text(CheckResult found) {
        return new Handling.Caught(found.node().name(), found.check().name()).text();
    }

    private static Map<String, Long> expected(Manifest manifest, List<Way> ways) {
        return ways.stream()
                .collect(groupingBy(
                        way -> way.handling().text(), TreeMap::new, summingLong(way -> violations(manifest, way))));
    }

    /** A violation for each row; a day that is missing is one. */
    private static long violations(Manifest manifest, Way way) {
        assertThat(manifest.count(way)).as("rows damaged: " + way).isPositive();
        return way.name().equals("missing-day") ? 1 : manifest.count(way);
    }

    @Test
    void are_listed_in_the_documents_with_what_they_damage_in_this_data() throws IOException {
        var counts = new LinkedHashMap<Way, Integer>();
        Stream.concat(Stream.of(repaired()), caught().values().stream())
                .forEach(ways -> onACopy(database -> {
                    var manifest = Damage.of(ways).inflict(database);
                    ways.forEach(way -> counts.put(way, manifest.count(way)));
                }));

        var lines = Files.readAllLines(root().resolve("docs/generator.md")).stream()
                .filter(line -> line.startsWith("| `") && line.contains(" by "))
                .toList();

        assertThat(lines)
                .containsExactlyElementsOf(Way.all().stream()
                        .map(way -> "| `%s` | %s | %s | %d |"
                                .formatted(
                                        way, way.description(), way.handling().text(), counts.get(way)))
                        .toList());
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("not inside the project");
        }
        return folder;
    }
}
