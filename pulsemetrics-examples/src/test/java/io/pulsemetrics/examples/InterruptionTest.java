package io.pulsemetrics.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is ended from outside; SIGTERM stands for Ctrl-C, which the JVM treats alike but for the exit code. */
class InterruptionTest {
    @TempDir
    Path directory;

    @Test
    void a_demo_that_is_ended_while_it_builds_says_so_and_the_next_one_succeeds() throws Exception {
        var data = directory.resolve("data").toString();
        var demo = new String[] {"demo", "--users", "200", "--end-date", "2026-10-31", "--data-dir", data};
        var process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        PulseMetrics.class.getName(),
                        demo[0],
                        demo[1],
                        demo[2],
                        demo[3],
                        demo[4],
                        demo[5],
                        demo[6]))
                .start();
        awaitBuilding(process);

        process.toHandle().destroy(); // Process.destroy() would close the streams, too

        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .endsWith("Interrupted. What was published before is still there, as it was; run the command again.\n");
        assertThat(Pulse.run("sql", "--data-dir", data, "select count(*) from pg_namespace where nspname = 'analytics'")
                        .out())
                .contains("    0\n");
        assertThat(Pulse.run(demo).code()).isZero();
    }

    private static void awaitBuilding(Process process) throws IOException {
        var reader = process.inputReader();
        for (var line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("   1 of 23")) {
                return;
            }
        }
        throw new AssertionError("the demo ended before it built anything");
    }
}
