package io.pulsemetrics.benchmark;

import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One process from its start to its end.
 *
 * @param seconds how long it took
 * @param megabytes the most memory it held (peak resident set size), looked at 100 times a second; 0 where the system has no {@code /proc}
 */
record MeasuredProcess(double seconds, long megabytes) {
    private static final String PEAK = "VmHWM:";

    /**
     * Runs it to its end.
     *
     * @param output where its output is written; its errors appear on this process's
     * @throws IllegalStateException if it fails
     */
    static MeasuredProcess run(List<String> command, Path directory, Path output)
            throws IOException, InterruptedException {
        var stopwatch = Stopwatch.createStarted();
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long peak = 0;
        while (!process.waitFor(10, TimeUnit.MILLISECONDS)) {
            peak = Math.max(peak, megabytes(process.pid()));
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException("it failed: %s, see %s".formatted(String.join(" ", command), output));
        }
        return new MeasuredProcess(stopwatch.elapsed(TimeUnit.MILLISECONDS) / 1000.0, peak);
    }

    /** 0 for a process that has just ended. */
    private static long megabytes(long process) {
        try (var lines = Files.lines(Path.of("/proc", String.valueOf(process), "status"))) {
            return lines.filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The medians of several, with the shortest and the longest. */
    static String summary(List<MeasuredProcess> rounds) {
        var sorted = rounds.stream()
                .sorted(Comparator.comparingDouble(MeasuredProcess::seconds))
                .toList();
        var memory = rounds.stream().map(MeasuredProcess::megabytes).sorted().toList();
        return String.format(
                Locale.ROOT,
                "%.2f s (%.2f to %.2f), %d MB",
                sorted.get(sorted.size() / 2).seconds(),
                sorted.getFirst().seconds(),
                sorted.getLast().seconds(),
                memory.get(memory.size() / 2));
    }
}
