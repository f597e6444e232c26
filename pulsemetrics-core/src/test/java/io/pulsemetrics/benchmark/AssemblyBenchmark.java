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
 * and compiled first. Prints what javac took, then of each round the phases of {@link AssemblyProgram}, and the seconds from the start of
 * the process to its end: at first without an archive of loaded classes, then with one (class-data sharing, as {@code pulse} uses it).
 *
 * <p>Arguments: models (10000), rounds (3), directory to work in (a temporary one).
 */
public final class AssemblyBenchmark {
    private final Path directory;
    private final Path archive;

    private AssemblyBenchmark(Path directory) {
        this.directory = directory;
        this.archive = directory.resolve("classes.jsa");
    }

    /** Prints seconds. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int models = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        var directory = args.length > 2 ? Path.of(args[2]) : Files.createTempDirectory("assembly");
        var benchmark = new AssemblyBenchmark(directory);
        benchmark.compile(models / 2);
        benchmark.rounds("without an archive of classes", rounds, List.of());
        benchmark.round(List.of("-XX:ArchiveClassesAtExit=" + benchmark.archive));
        benchmark.rounds("with an archive of classes", rounds, List.of("-XX:SharedArchiveFile=" + benchmark.archive));
        if (args.length <= 2) {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private void compile(int classes) throws IOException, InterruptedException {
        var sources = new SyntheticClasses(directory.resolve("src"), classes).write();
        var list = directory.resolve("sources");
        Files.write(list, sources.stream().map(Path::toString).toList());
        var stopwatch = Stopwatch.createStarted();
        start(List.of(
                tool("javac"),
                "-proc:none",
                "-nowarn",
                "-cp",
                libraries(),
                "-d",
                classes().toString(),
                "@" + list));
        System.out.printf(Locale.ROOT, "javac, %,d classes: %.1f s%n", classes, seconds(stopwatch));
        start(List.of(
                tool("jar"),
                "--create",
                "--file",
                jar().toString(),
                "-C",
                classes().toString(),
                "."));
    }

    private void rounds(String how, int rounds, List<String> options) throws IOException, InterruptedException {
        for (int i = 0; i < rounds; i++) {
            System.out.printf(Locale.ROOT, "%s, from start to end: %.2f s%n%n", how, round(options));
        }
    }

    /** One process; its seconds. */
    private double round(List<String> options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                tool("java"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms400m", "-Xmx400m", "-Xmn150m"));
        command.addAll(options);
        command.addAll(List.of("-Dorg.jooq.no-logo=true", "-Dorg.jooq.no-tips=true"));
        command.addAll(List.of("-cp", jar() + File.pathSeparator + libraries(), "synthetic.Program"));
        var stopwatch = Stopwatch.createStarted();
        start(command);
        return seconds(stopwatch);
    }

    private void start(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("it failed: " + String.join(" ", command));
        }
    }

    private Path classes() {
        return directory.resolve("classes");
    }

    private Path jar() {
        return directory.resolve("synthetic.jar");
    }

    /** What this process runs with, as jars: class-data sharing knows no directories. */
    private String libraries() throws IOException, InterruptedException {
        var jars = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (Files.isDirectory(Path.of(entry))) {
                jars.add(library(entry, jars.size()));
            } else if (Files.exists(Path.of(entry))) {
                jars.add(entry);
            }
        }
        return String.join(File.pathSeparator, jars);
    }

    private String library(String classes, int number) throws IOException, InterruptedException {
        var jar = directory.resolve("library-%d.jar".formatted(number));
        if (!Files.exists(jar)) {
            start(List.of(tool("jar"), "--create", "--file", jar.toString(), "-C", classes, "."));
        }
        return jar.toString();
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static double seconds(Stopwatch stopwatch) {
        return stopwatch.elapsed(TimeUnit.MILLISECONDS) / 1000.0;
    }
}
