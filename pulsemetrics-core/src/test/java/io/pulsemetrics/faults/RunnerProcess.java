package io.pulsemetrics.faults;

import static java.util.concurrent.TimeUnit.MINUTES;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A {@link RunnerLoop} in a JVM of its own, and what it said so far. */
final class RunnerProcess {
    /** On a slow machine a JVM takes its time to start, and a run as well. */
    private static final long PATIENCE_MINUTES = 15;

    private final Process process;
    private final List<String> said = new ArrayList<>();

    RunnerProcess(String url) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xshare:auto",
                        "-Dorg.jooq.no-logo=true",
                        "-Dorg.jooq.no-tips=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunnerLoop.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread.ofPlatform().daemon().start(this::listen);
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (said) {
                    said.add(line);
                    said.notifyAll();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How much it has said. */
    int position() {
        synchronized (said) {
            return said.size();
        }
    }

    /**
     * Waits until it says something.
     *
     * @param from what was said before does not count
     * @return the position after it
     */
    int await(int from, Predicate<String> line) throws InterruptedException {
        long end = System.nanoTime() + MINUTES.toNanos(PATIENCE_MINUTES);
        synchronized (said) {
            for (int i = from; ; i++) {
                while (i >= said.size()) {
                    if (!process.isAlive() || System.nanoTime() > end) {
                        throw new IllegalStateException("the runner said no more than " + said);
                    }
                    said.wait(1_000);
                }
                if (line.test(said.get(i))) {
                    return i + 1;
                }
            }
        }
    }

    String said(int position) {
        synchronized (said) {
            return said.get(position);
        }
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, on which a JVM ends as on Ctrl-C. */
    void interrupt() throws InterruptedException {
        process.toHandle().destroy();
        process.waitFor();
    }

    /** SIGSTOP, and after a while SIGCONT. */
    void freeze(Duration time) throws IOException, InterruptedException {
        signal("STOP");
        Thread.sleep(time);
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Lets it finish its run. */
    void stop() throws IOException, InterruptedException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
        if (!process.waitFor(PATIENCE_MINUTES, MINUTES)) {
            throw new IllegalStateException("the runner does not stop");
        }
    }
}
