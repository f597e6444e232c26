package io.pulsemetrics.benchmark;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Writes the Java sources of those models of the {@link SyntheticProject} that are classes, a list of them for each storey, and a program
 * that hands them to {@link AssemblyProgram}.
 *
 * @param directory where the package {@code synthetic} is written
 * @param count how many classes
 */
record SyntheticClasses(Path directory, int count) {
    private static final String MODEL = """
            package synthetic;

            import static org.jooq.impl.DSL.coalesce;
            import static org.jooq.impl.DSL.greatest;

            import io.pulsemetrics.benchmark.RawTable;
            import io.pulsemetrics.benchmark.SyntheticProject;
            import io.pulsemetrics.model.Column;
            import io.pulsemetrics.model.Model;
            import java.math.BigDecimal;
            import java.time.LocalDate;
            import org.jooq.Record;
            import org.jooq.Select;
            import org.jooq.SelectSelectStep;

            public final class {name} extends Model<{name}> {
                private static final long serialVersionUID = 1L;
                public static final {name} MODEL = new {name}(root());

                private {name}(As as) {
                    super(as, {name}::new, SyntheticProject.layer({number}));
                }

                {parents}

                public final Column<Long> ID = column("id", a.ID).primaryKey();
                public final Column<String> LABEL = column("label", coalesce(b.LABEL, c.LABEL));
                public final Column<BigDecimal> AMOUNT = column("amount", a.AMOUNT.plus(b.AMOUNT)).notNull();
                public final Column<LocalDate> DAY = column("day", greatest(a.DAY, c.DAY));
                public final Column<Long> EVENTS = column("events", c.EVENTS);

                @Override
                protected Select<?> query(SelectSelectStep<Record> select) {
                    return select.from(a)
                            .join(b)
                            .on(b.ID.eq(a.ID))
                            .leftJoin(c)
                            .on(c.ID.eq(a.ID))
                            .where(a.DAY.isNotNull());
                }
            }
            """;

    private static final String LIST = """
            package synthetic;

            import io.pulsemetrics.model.Model;
            import java.util.List;

            final class {name} {
                private {name}() {}

                static List<Model<?>> models() {
                    return List.of({models});
                }
            }
            """;

    private static final String PROGRAM = """
            package synthetic;

            import io.pulsemetrics.benchmark.AssemblyProgram;
            import io.pulsemetrics.model.Model;
            import java.util.List;
            import java.util.stream.Stream;

            public final class Program {
                private Program() {}

                public static void main(String[] args) {
                    AssemblyProgram.run(Program::models);
                }

                private static List<Model<?>> models() {
                    return Stream.of({storeys}).flatMap(List::stream).toList();
                }
            }
            """;

    /** Writes all files, and returns them. */
    List<Path> write() throws IOException {
        var files = new ArrayList<Path>();
        Files.createDirectories(directory.resolve("synthetic"));
        for (int number = 0; number < count; number++) {
            files.add(write(
                    name(number),
                    MODEL.replace("{number}", String.valueOf(number)).replace("{parents}", parents(number))));
        }
        int storeys = (count + SyntheticProject.WIDTH - 1) / SyntheticProject.WIDTH;
        for (int storey = 0; storey < storeys; storey++) {
            int first = storey * SyntheticProject.WIDTH;
            var models = IntStream.range(first, Math.min(count, first + SyntheticProject.WIDTH))
                    .mapToObj(number -> name(number) + ".MODEL")
                    .collect(joining(", "));
            files.add(write("Storey" + storey, LIST.replace("{models}", models)));
        }
        var lists = IntStream.range(0, storeys)
                .mapToObj(s -> "Storey" + s + ".models()")
                .collect(joining(", "));
        files.add(write("Program", PROGRAM.replace("{storeys}", lists)));
        return files;
    }

    private static String name(int number) {
        return "Class%05d".formatted(number);
    }

    private static String parents(int number) {
        var parents = SyntheticProject.parents(number);
        return IntStream.range(0, 3)
                .mapToObj(i -> parents.isEmpty()
                        ? "private final RawTable %1$c = source(RawTable.TABLES.get(%2$d), \"%1$c\");"
                                .formatted('a' + i, i)
                        : "private final %2$s %1$c = ref(%2$s.MODEL, \"%1$c\");"
                                .formatted('a' + i, name(parents.get(i))))
                .collect(joining("\n    "));
    }

    private Path write(String name, String text) throws IOException {
        var file = directory.resolve("synthetic").resolve(name + ".java");
        return Files.writeString(file, text.replace("{name}", name));
    }
}
