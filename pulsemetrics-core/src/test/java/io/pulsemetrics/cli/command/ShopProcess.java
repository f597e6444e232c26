package io.pulsemetrics.cli.command;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command line of the transcripts in a process of its own, which can be interrupted; closing it kills it. */
final class ShopProcess implements AutoCloseable {
    private static final long SECONDS = 60;
    private static final long INTERRUPT = 1 << (2 - 1);

    private final Process process;

    private ShopProcess(Process process) {
        this.process = process;
    }

    /** Runs a command. */
    public static void main(String[] words) {
        System.exit(
                PulseCommand.of(TranscriptTest::project).launchedBy("./shop").run(words));
    }

    static ShopProcess start(ImmutableMap<String, String> environment, String... words) {
        var command = new ArrayList<String>();
        try {
            if (ignoresInterrupts()) {
                command.addAll(List.of("env", "--default-signal=INT"));
            }
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dorg.jooq.no-logo=true", "-Dorg.jooq.no-tips=true"));
            command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error"); // jOOQ warns of PostgreSQL 15
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), ShopProcess.class.getName()));
            command.addAll(List.of(words));
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            return new ShopProcess(builder.start());
        } catch (IOException e) {
            throw new IllegalStateException("cannot be started: " + command, e);
        }
    }

    /** Whether this process was started, as one in the background is, so that what it starts does not hear of Ctrl-C. */
    private static boolean ignoresInterrupts() throws IOException {
        var status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .map(line -> Long.parseUnsignedLong(
                                line.substring("SigIgn:".length()).strip(), 16))
                        .anyMatch(signals -> (signals & INTERRUPT) != 0);
    }

    /** Sends it what Ctrl-C sends, and waits for its end, but not for ever. */
    Typed interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("it goes on after Ctrl-C");
            }
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Typed(process.exitValue(), printed, "");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
