package io.pulsemetrics.generator.benchmark;

import io.pulsemetrics.generator.SyntheticData;
import io.pulsemetrics.generator.rows.Progress;
import io.pulsemetrics.generator.rows.RawTable;
import io.pulsemetrics.generator.simulation.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * Writes the files of scenarios of several sizes, then finds their truth, and prints time, rows and the peak of the heap. Arguments: numbers
 * of users, such as {@code 10000 100000 500000}. Run it with {@code -Xmx512m}.
 */
final class ScaleBenchmark {
    private ScaleBenchmark() {}

    public static void main(String[] arguments) {
        Arrays.stream(arguments).mapToInt(Integer::parseInt).forEach(ScaleBenchmark::measure);
    }

    private static void measure(int users) {
        var data = SyntheticData.of(Scenario.endingOn(LocalDate.of(2026, 6, 30)).withUsers(users));
        try {
            var directory = Files.createTempDirectory("scale-benchmark");
            resetPeak();
            var start = System.nanoTime();
            var rows = data.writeTo(directory, Progress.NONE);
            var written = seconds(start);
            var truthStart = System.nanoTime();
            var events = data.truth().days().values().stream()
                    .mapToLong(day -> day.events())
                    .sum();
            System.out.printf(
                    "%,9d users %,12d rows %,12d events: written %7.2f s, truth %7.2f s, processor time so far %.1f s, peak heap"
                            + " %d MB%n",
                    users, rows.total(), events, written, seconds(truthStart), processorSeconds(), peakMegabytes());
            for (var table : RawTable.values()) {
                Files.delete(directory.resolve(table.fileName()));
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static double processorSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(duration -> duration.toMillis() / 1_000.0)
                .orElse(Double.NaN);
    }

    private static void resetPeak() {
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    private static long peakMegabytes() {
        return heapPools().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / (1 << 20);
    }

    private static Stream<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP);
    }
}
