package io.pulsemetrics.benchmark;

import com.google.common.base.Stopwatch;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * From the start of a JVM to the printed {@code ls} of a large project: {@link SyntheticProject}, whose classes are written as Java sources
 * and compiled first. Prints what javac took; then, of each round, the phases of {@link AssemblyProgram}, and of all rounds the medians from
 * the start of the process to its end and of the most memory that it held: without an archive of loaded classes, with one (class-data
 * sharing), and from Java 25 on with an ahead-of-time cache of loaded and linked ones. If it is given dbt, it then runs {@code dbt parse} on
 * the same models once, without and with their columns and checks.
 *
 * <p>Arguments: models (10000), rounds (5), the command {@code dbt} (none).
 */
public final class AssemblyBenchmark {
    /** The compiler that is quick to start with, the collector of {@code pulse}, and a heap that holds 10,000 models and most garbage. */
    private static final List<String> OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseParallelGC",
            "-Xms400m",
            "-Xmx400m",
            "-Xmn250m",
            "-XX:InitialSurvivorRatio=60",
            "-Dorg.jooq.no-logo=true",
            "-Dorg.jooq.no-tips=true");

    private static final int JAVA_WITH_CACHE = 25; // and compact headers of objects

    private final Path directory;
    private final int models;
    private final int rounds;

    private AssemblyBenchmark(Path directory, int models, int rounds) {
        this.directory = directory;
        this.models = models;
        this.rounds = rounds;
    }

    /** Prints seconds and megabytes. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int models = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        var directory = Files.createTempDirectory("assembly");
        var benchmark = new AssemblyBenchmark(directory, models, rounds);
        benchmark.compile();
        benchmark.assemble();
        if (args.length > 2) {
            benchmark.parse(args[2], false);
            benchmark.parse(args[2], true);
        }
        MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }

    private void compile() throws IOException, InterruptedException {
        var sources = new SyntheticClasses(directory.resolve("src"), models / 2).write();
        var list = directory.resolve("sources");
        Files.write(list, sources.stream().map(Path::toString).toList());
        var classes = directory.resolve("classes").toString();
        var stopwatch = Stopwatch.createStarted();
        run(List.of(tool("javac"), "-proc:none", "-nowarn", "-cp", libraries(), "-d", classes, "@" + list));
        System.out.printf(
                Locale.ROOT,
                "javac, %,d classes: %.1f s%n",
                models / 2,
                stopwatch.elapsed(TimeUnit.MILLISECONDS) / 1000.0);
        run(List.of(tool("jar"), "--create", "--file", jar().toString(), "-C", classes, "."));
    }

    private void assemble() throws IOException, InterruptedException {
        // Without an archive a growing metaspace would be collected again and again.
        rounds("without an archive", command("-XX:MetaspaceSize=256m"));
        var archive = directory.resolve("classes.jsa");
        run(command("-XX:ArchiveClassesAtExit=" + archive));
        rounds("with an archive of classes", command("-XX:SharedArchiveFile=" + archive));
        if (hasCache()) {
            var cache = directory.resolve("classes.aot");
            run(command("-XX:AOTCacheOutput=" + cache));
            rounds("with an ahead-of-time cache", command("-XX:AOTCache=" + cache));
        }
    }

    private void parse(String dbt, boolean described) throws IOException, InterruptedException {
        var project = directory.resolve(described ? "dbt-described" : "dbt");
        new SyntheticDbt(project, models, described).write();
        var command = List.of(
                dbt,
                "parse",
                "--no-partial-parse",
                "--project-dir",
                project.toString(),
                "--profiles-dir",
                project.toString());
        rounds("dbt parse, %s columns and checks".formatted(described ? "with" : "without"), 1, command);
    }

    private void rounds(String what, List<String> command) throws IOException, InterruptedException {
        rounds(what, rounds, command);
    }

    private void rounds(String what, int count, List<String> command) throws IOException, InterruptedException {
        var measured = new ArrayList<MeasuredProcess>();
        for (int round = 0; round < count; round++) {
            measured.add(run(command));
        }
        System.out.printf("%s: %s%n%n", what, MeasuredProcess.summary(measured));
    }

    private MeasuredProcess run(List<String> command) throws IOException, InterruptedException {
        return MeasuredProcess.run(command, directory, directory.resolve("out"));
    }

    private List<String> command(String option) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(tool("java"));
        command.addAll(OPTIONS);
        if (hasCache()) {
            command.add("-XX:+UseCompactObjectHeaders");
        }
        command.add(option);
        command.addAll(List.of("-cp", jar() + File.pathSeparator + libraries(), "synthetic.Program"));
        return command;
    }

    private static boolean hasCache() {
        return Runtime.version().feature() >= JAVA_WITH_CACHE;
    }

    private Path jar() {
        return directory.resolve("synthetic.jar");
    }

    /** What this process runs with, as jars: archives of classes know no directories. */
    private String libraries() throws IOException, InterruptedException {
        var jars = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Files.isDirectory(Path.of(entry))) {
                jars.add(library(Path.of(entry).toAbsolutePath(), jars.size()));
            } else if (Files.exists(Path.of(entry))) {
                jars.add(Path.of(entry).toAbsolutePath().toString());
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private String library(Path classes, int number) throws IOException, InterruptedException {
        var jar = directory.resolve("library-%d.jar".formatted(number));
        if (!Files.exists(jar)) {
            run(List.of(tool("jar"), "--create", "--file", jar.toString(), "-C", classes.toString(), "."));
        }
        return jar.toString();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }
}
